// Ctrl+K: a link on the selected words, to an address or to a story that is found by its headline.
// Nobody has to read "story:1234": the dialog shows the headline, and a line below the text where the link leads.
import { find, linked } from "../choose_story.js";
import { make } from "./elements.js";

const STORY = /^story:\d+/;
const ADDRESS = /^\s*(\/|#|[a-z][a-z0-9+.-]*:|\w+(\.\w+)+)/i;
const WAIT = 150;

const whole = (typed) => (/^[\w-]+(\.[\w-]+)+(\/|$)/.test(typed) ? `https://${typed}` : typed);

export function linkDialog(editor, tell) {
  const input = make("input", { type: "text", id: "link-address", autocomplete: "off", role: "combobox" });
  const list = make("ul", { className: "link-dialog__stories", id: "link-stories", role: "listbox", ariaLabel: "Stories", hidden: true });
  const told = make("p", { className: "link-dialog__told", id: "link-told", role: "status" });
  const unlink = make("button", { type: "button", textContent: "Remove link" });
  const form = make(
    "form", { method: "dialog" },
    make("label", { htmlFor: "link-address", textContent: "Search headlines, or paste a link" }),
    input, list, told,
    make("div", { className: "link-dialog__buttons" }, make("button", { className: "default", textContent: "Link" }), unlink),
  );
  const dialog = make("dialog", { className: "link-dialog", ariaLabel: "Link" }, form);
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-describedby", told.id);
  document.body.append(dialog);
  let stories = [];
  let at = -1;
  let chosen = null; // {href, headline}: what the field names by its headline
  let timer = 0;
  let asking = new AbortController();

  function set(href) {
    dialog.close();
    const chain = editor.chain().focus().extendMarkRange("link");
    if (!href) chain.unsetLink().run();
    else if (editor.state.selection.empty && !editor.isActive("link")) {
      chain.insertContent({ type: "text", text: chosen?.headline ?? href, marks: [{ type: "link", attrs: { href } }] }).run();
    } else chain.setLink({ href }).run();
  }

  function draw() {
    list.replaceChildren(
      ...stories.map((story, number) => {
        const item = make("li", { role: "option", id: `link-story-${number}`, textContent: story.text, ariaSelected: String(number === at) });
        item.addEventListener("click", () => {
          choose(story);
          set(chosen.href);
        });
        return item;
      }),
    );
    list.hidden = !stories.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    if (at >= 0) input.setAttribute("aria-activedescendant", `link-story-${at}`);
    else input.removeAttribute("aria-activedescendant");
  }

  function choose({ id, headline }) {
    chosen = { href: `story:${id}`, headline };
    input.value = headline;
    stories = [];
    at = -1;
    draw();
    explain();
  }

  // Where the link leads, and that readers may not see it yet.
  async function explain() {
    const { href } = chosen;
    const { headline, words } = await linked(href);
    if (chosen?.href !== href) return;
    told.textContent = words;
    if (!headline || input.value !== href) return;
    chosen.headline = input.value = headline;
    input.select();
  }

  async function search() {
    asking.abort();
    asking = new AbortController();
    const term = input.value.trim();
    stories = [];
    at = -1;
    told.textContent = "";
    if (term && !ADDRESS.test(term)) {
      try {
        const found = await find(term, { signal: asking.signal });
        stories = [...found.filter(({ live }) => live), ...found.filter(({ live }) => !live)].slice(0, 8);
        told.textContent = stories.length ? "" : "No story found.";
      } catch (error) {
        if (error.name === "AbortError") return;
        told.textContent = "Can’t search stories right now.";
      }
    }
    draw();
  }

  input.addEventListener("input", () => {
    chosen = null;
    clearTimeout(timer);
    timer = setTimeout(search, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!stories.length || (!step && !(event.key === "Enter" && at >= 0))) return;
    event.preventDefault();
    if (!step) return choose(stories[at]);
    at = at < 0 && step < 0 ? stories.length - 1 : (at + step + stories.length) % stories.length;
    draw();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (chosen) return set(chosen.href);
    const typed = input.value.trim();
    if (typed && !ADDRESS.test(typed)) {
      told.textContent = "Choose a story from the list, or paste an address that starts with https://.";
      return;
    }
    set(whole(typed));
  });
  unlink.addEventListener("click", () => set(""));

  let hinted = "";
  editor.on("selectionUpdate", async () => {
    const href = editor.getAttributes("link").href ?? "";
    if (href === hinted) return;
    hinted = href;
    const { words } = STORY.test(href) ? await linked(href) : { words: "" };
    if (href === hinted) tell(words);
  });

  return () => {
    const href = editor.getAttributes("link").href ?? "";
    input.value = href;
    chosen = STORY.test(href) ? { href } : null;
    unlink.hidden = !editor.isActive("link");
    stories = [];
    draw();
    at = -1;
    told.textContent = "";
    dialog.showModal();
    input.select();
    if (chosen) explain();
  };
}
