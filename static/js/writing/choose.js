// One photo, timeline or story, found by typing: a field that shows what is chosen and looks up the rest as one types.
// Beside it, in windows: something new, and what is chosen. A photo can be uploaded right there.
import { uploadChosen } from "../photo_upload.js";
import { combobox, lookUp, MOST } from "./combobox.js";
import { make } from "./elements.js";
import { post } from "./post.js";

const source = document.querySelector("textarea[data-blocks]");
// Django's window for what is chosen renames options of lists only.
const renamed = window.dismissChangeRelatedObjectPopup;
window.dismissChangeRelatedObjectPopup = (...told) => {
  renamed(...told);
  document.dispatchEvent(new CustomEvent("renamed"));
};

// `number` is the input that holds the id; `search` is the address that finds choices, and `suggested` the one that tells which
// of them fit the story: those come first as long as nothing is typed.
export function choose(number, { label, search, suggested, of, add, change, upload }) {
  const { input, list, close, look, named, step, takeFound, isOpen, isCurrent } = combobox("choose", {
    label,
    find: async (words) => {
      const [fitting, found] = await Promise.all([words || !suggested ? [] : fittingStory(suggested), lookUp(search, words)]);
      const ids = new Set(fitting.map(({ id }) => id));
      return [...fitting, ...found.filter(({ id }) => !ids.has(id))].slice(0, MOST);
    },
    show: ({ text, thumbnail, fits }) => [
      ...(thumbnail ? [make("img", { src: thumbnail, alt: "", width: 48, height: 48 })] : []),
      make("span", { textContent: text }),
      ...(fits ? [make("small", { className: "choose__fits", textContent: "Suggested", title: "It shares words or tags with this story" })] : []),
    ],
    take,
  });
  input.placeholder = `Type to find a ${label.toLowerCase()}`;

  function take(choice) {
    number.value = choice.id;
    input.value = choice.title ?? choice.headline ?? choice.text;
    named();
    close();
    number.dispatchEvent(new Event("input", { bubbles: true }));
  }

  input.addEventListener("focus", look);
  input.addEventListener("keydown", (event) => {
    if (step(event)) event.preventDefault();
    else if (event.key === "Enter") {
      event.preventDefault();
      if (isOpen() || !isCurrent()) takeFound();
    } else if (event.key === "Escape" && isOpen()) {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  });
  input.addEventListener("change", () => {
    if (!input.value.trim() && number.value) take({ id: "", text: "" }); // what is cleared names nothing
  });

  // What the field names: at first, and after a window chose, made or renamed something.
  async function name() {
    const chosen = number.value;
    const { title } = chosen ? await post(source.dataset.titles, { of, id: chosen }).catch(() => ({})) : { title: "" };
    const typing = document.activeElement === input && input.value;
    if (number.value === chosen && !typing) input.value = title || (chosen && `No. ${chosen}`);
  }

  const more = make("span", { className: "choose__more" });
  const window_ = (kind, words, properties) => {
    const link = make("a", { id: `${kind}_${number.id}`, className: `related-widget-wrapper-link ${kind}-related`, textContent: words, ...properties });
    link.dataset.popup = "yes";
    more.append(link);
    return link;
  };
  if (upload?.url) more.append(...uploads(upload, number.id, take));
  else if (add) window_("add", "New", { href: add, ariaLabel: `New ${label.toLowerCase()}` });
  const edit = change && window_("change", "Edit", { ariaLabel: `Edit: ${label}` });
  const point = () => edit && (number.value ? (edit.href = change.replace("__fk__", number.value)) : edit.removeAttribute("href"));
  number.addEventListener("input", point);
  window.django?.jQuery(number).on("change", () => {
    point();
    name();
  });
  document.addEventListener("renamed", () => number.isConnected && name());
  point();
  name();
  return { input, more, box: make("div", { className: "choose" }, input, list, more) };
}

// What the server finds for the story by its words and tags; nothing if it can't be asked.
async function fittingStory(url) {
  const typed = (name) => document.querySelector(`[name=${name}]`)?.value ?? "";
  const story = document.querySelector("[data-autosave]")?.dataset.subject;
  const asked = { story, headline: typed("headline"), standfirst: typed("standfirst") };
  const { results } = await post(url, asked).catch(() => ({ results: [] }));
  return results.map((each) => ({ ...each, fits: true }));
}

// A field for a file to upload, which isn't sent with the form.
function uploads({ url, name, accept, words }, id, taken) {
  const file = make("input", { type: "file", accept, id: `${id}-upload`, className: "visually-hidden" });
  const told = make("span", { className: "new-photo__said", role: "status" });
  // It has a form once it is in the page.
  queueMicrotask(() => uploadChosen(file, url, told, { taken, name }));
  return [make("span", { className: "choose__upload" }, make("label", { htmlFor: file.id, textContent: words }), file), told];
}
