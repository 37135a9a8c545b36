// The headlines of a box of related stories, one on each line. Enter takes the story with that very headline or the one
// an arrow chose, else keeps what was typed as a headline that isn't linked yet, and goes on to the next line; a pasted list
// becomes as many lines. Every key is stored.
import { newKey } from "../new_key.js";
import { combobox, isAddress, isOther, lookUp, MOST } from "./combobox.js";
import { button, make } from "./elements.js";
import { blank, inputsOf } from "./fields.js";
import { post } from "./post.js";

const source = document.querySelector("textarea[data-blocks]");

// `values[name]` are the items, which are changed; `fields` are those of an item.
export function headlineLines(within, values, { name, label, fields }, changed) {
  const items = (values[name] = structuredClone(values[name] ?? []));
  const story = fields.find(({ input }) => input === "relation");
  const list = make("ul", { className: "headlines", ariaLabel: label });
  within.append(make("p", { className: "body-field__label", textContent: label }), list);
  items.forEach((item) => list.append(line(item)));
  list.append(line());
  within.dataset.begins = ""; // the cursor of a new box is here
  return within;

  // What words say while no story is chosen: an address, or a headline that isn't linked.
  function said(words) {
    return isAddress(words) ? { url: words } : { title: words };
  }

  // Which of the choices has these very words as its headline.
  function sameAs(choices, words) {
    return choices.findIndex(({ headline }) => headline?.toLowerCase() === words.toLowerCase());
  }

  function goOn(row) {
    row.nextElementSibling.querySelector("input").focus();
  }

  function line(item = { key: newKey(), ...blank(fields) }) {
    const { input, list: choices, close, look, named, step, takeFound, isOpen, isCurrent, isSelected } = combobox("headlines", { label, find, show: ({ text }) => [text], take, prefer: sameAs });
    Object.assign(input, { ariaLabel: "Headline", placeholder: "Headline, or a link", spellcheck: true });
    const note = make("span", { className: "headlines__note", id: `${input.id}-note` });
    input.setAttribute("aria-describedby", note.id);
    const details = make("div", { className: "headlines__details", hidden: true });
    const more = button("Options", () => open(details.hidden), { words: "⋯" });
    const remove = button("Remove this line", () => takeOut(), { words: "×" });
    const row = make("li", { className: "headlines__line" }, input, note, more, remove, choices, details);
    const isHeld = () => items.includes(item);
    let isTyped = false; // in this line, since it was linked

    function describe() {
      note.textContent = item.story ? "Linked" : item.url ? (item.title ? `“${item.title}”` : "Needs a link text") : item.title ? "Not linked yet" : "";
      row.classList.toggle("headlines__line--incomplete", Boolean(item.url && !item.title));
      more.hidden = remove.hidden = !isHeld();
    }

    function hold() {
      const isSaid = Boolean(item.story || item.url || item.title.trim());
      if (isSaid && !isHeld()) items.splice([...list.children].indexOf(row), 0, item);
      if (isSaid && !row.nextElementSibling) list.append(line());
      if (!isSaid && isHeld()) items.splice(items.indexOf(item), 1);
      describe();
      changed();
    }

    function read() {
      const text = item.url ? item.title : ""; // of the link, while its address is changed
      Object.assign(item, { title: text, story: null, url: "", ...said(input.value.trim()) });
      isTyped = true;
      hold();
    }

    async function find(words) {
      if (isAddress(words)) return [{ text: `Link to ${words}` }];
      const found = (await lookUp(story.search, words)).filter(({ id }) => isOther(id, story.of)).slice(0, MOST);
      return words ? [...found, { text: `“${words}”, not linked yet` }] : found;
    }

    function take(choice) {
      if (choice.id) link(choice);
      else read();
      isTyped = false;
      close();
      if (item.url) open(true);
      else goOn(row);
    }

    function link({ id, text, headline }) {
      Object.assign(item, { story: Number(id), url: "", title: isTyped ? "" : item.title });
      input.value = headline ?? text;
      isTyped = false;
      named();
      hold();
    }

    // What was typed and left before its choices were there is linked if it is the very headline of a story.
    async function linkIfSame(words) {
      const found = await lookUp(story.search, words);
      const same = found[sameAs(found, words)];
      if (same && isTyped && isHeld() && item.title === words) link(same);
    }

    function takeOut() {
      const { previousElementSibling: above, nextElementSibling: below } = row;
      if (isHeld()) items.splice(items.indexOf(item), 1);
      changed();
      (above ?? below).querySelector("input").focus();
      if (below) row.remove(); // the last stays, to go on
    }

    function moveTo(at) {
      const other = list.children[at];
      items.splice(items.indexOf(item), 1);
      items.splice(at, 0, item);
      if ([...list.children].indexOf(row) < at) other.after(row);
      else other.before(row);
      changed();
      input.focus();
    }

    function open(wanted) {
      details.hidden = !wanted;
      more.ariaExpanded = String(wanted);
      if (!wanted) return;
      const shown = fields.filter(({ name: each }) => !["story", "url"].includes(each) && (each !== "title" || item.story || item.url));
      const told = shown.map((field) => (field.name === "title" && item.url ? { ...field, label: "Link text", help: "" } : field));
      const at = items.indexOf(item);
      const up = at > 0 ? [button("Move up", () => moveTo(items.indexOf(item) - 1))] : [];
      const down = at < items.length - 1 ? [button("Move down", () => moveTo(items.indexOf(item) + 1))] : [];
      const done = button("Done", () => (open(false), goOn(row)));
      details.replaceChildren(...inputsOf({ fields: told }, item, () => (describe(), changed())), make("p", { className: "chips__moves" }, ...up, ...down, done));
      (details.querySelector('[data-field="title"] input') ?? details.querySelector("select, input")).focus();
    }

    input.addEventListener("input", read);
    input.addEventListener("focus", () => item.story || look());
    input.addEventListener("blur", () => {
      if (!isHeld() && row.nextElementSibling) row.remove();
      else if (isTyped && item.title && !item.url) linkIfSame(item.title);
    });
    input.addEventListener("keydown", (event) => {
      if (step(event)) return event.preventDefault();
      if (event.key === "Enter" && !event.altKey) {
        event.preventDefault();
        if (isSelected() && isCurrent()) takeFound();
        else if (item.url) open(true);
        else if (isHeld()) goOn(row); // without waiting for choices: the next line may be typed at once
      } else if (event.key === "Escape" && isOpen()) {
        event.preventDefault();
        event.stopPropagation();
        close();
      } else if (event.key === "Backspace" && !input.value && row.previousElementSibling) {
        event.preventDefault();
        takeOut();
      }
    });
    input.addEventListener("paste", (event) => {
      const [first, ...others] = event.clipboardData.getData("text/plain").split(/\r?\n/).map((each) => each.trim()).filter(Boolean);
      if (!others.length) return;
      event.preventDefault();
      input.value += first;
      read();
      const below = others.map((words) => ({ key: newKey(), ...blank(fields), ...said(words) }));
      items.splice(items.indexOf(item) + 1, 0, ...below);
      row.after(...below.map((each) => line(each)));
      changed();
      goOn(list.children[items.indexOf(below.at(-1))]);
    });
    if (item.story) {
      input.value = item.title || "…";
      post(source.dataset.titles, { of: story.of, id: item.story })
        .catch(() => ({}))
        .then(({ title }) => {
          if (item.story && !isTyped) input.value = title || item.title || `No. ${item.story}`;
          named();
        });
    } else input.value = item.url || item.title;
    describe();
    return row;
  }
}
