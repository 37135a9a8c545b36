// Find and replace in the text of a story: every place is marked, one or all are replaced, each replacement can be undone.
import { Extension, pm } from "django-prose-editor/editor";
import { button, make } from "./elements.js";

const KEY = new pm.state.PluginKey("find");
const { Decoration, DecorationSet } = pm.view;

let asked = ""; // what `known` is about
let known = new WeakMap(); // the places in a paragraph: of a long story one paragraph changes at a time

// Where the words are, within one paragraph each.
export function places(doc, words, exact) {
  const found = [];
  if (!words) return found;
  if (asked !== `${exact} ${words}`) [asked, known] = [`${exact} ${words}`, new WeakMap()];
  const same = (text) => (exact ? text : text.toLowerCase());
  const wanted = same(words);
  doc.descendants((node, at) => {
    if (!node.isTextblock) return true;
    if (!known.has(node)) known.set(node, within(node, same, wanted));
    for (const from of known.get(node)) found.push({ from: at + 1 + from, to: at + 1 + from + wanted.length });
    return false;
  });
  return found;
}

function within(node, same, wanted) {
  const found = [];
  let text = "";
  node.forEach((child) => (text += child.isText ? child.text : "\ufffc".repeat(child.nodeSize)));
  const read = same(text);
  if (read.length !== text.length) return found;
  for (let from = read.indexOf(wanted); from >= 0; from = read.indexOf(wanted, from + wanted.length)) found.push(from);
  return found;
}

export const finding = Extension.create({
  name: "finding",
  addProseMirrorPlugins: () => [
    new pm.state.Plugin({
      key: KEY,
      state: {
        init: () => ({ words: "", exact: false, at: 0 }),
        apply: (transaction, value) => transaction.getMeta(KEY) ?? value,
      },
      props: {
        decorations(state) {
          const { words, exact, at } = KEY.getState(state);
          if (!words) return null;
          const found = places(state.doc, words, exact);
          return DecorationSet.create(
            state.doc,
            found.map(({ from, to }, number) => Decoration.inline(from, to, { class: number === at ? "found found--current" : "found" })),
          );
        },
      },
    }),
  ],
});

export function findBar(editor) {
  const words = make("input", { type: "search", id: "find-words", ariaLabel: "Find" });
  const replacement = make("input", { type: "text", id: "find-replacement", ariaLabel: "Replace with", placeholder: "Replace with" });
  words.placeholder = "Find";
  const exact = make("input", { type: "checkbox", id: "find-exact" });
  const told = make("span", { role: "status" });
  const bar = make("div", { className: "find-bar", role: "search", hidden: true });
  const state = () => KEY.getState(editor.state);
  const found = () => places(editor.state.doc, words.value, exact.checked);

  let origin = 0; // where the cursor was: from there it is searched

  function set(at) {
    const all = found();
    const place = all.length ? (at + all.length) % all.length : 0;
    const { tr } = editor.state;
    tr.setMeta(KEY, { words: words.value, exact: exact.checked, at: place }).setMeta("addToHistory", false);
    if (all[place]) tr.setSelection(pm.state.TextSelection.create(tr.doc, all[place].from, all[place].to)).scrollIntoView();
    editor.view.dispatch(tr);
    // The editor scrolls to its cursor only while it has the focus.
    editor.view.dom.querySelector(".found--current")?.scrollIntoView({ block: "center" });
    told.textContent = !words.value ? "" : all.length ? `${place + 1} of ${all.length}` : "Not found";
  }

  function replace(all) {
    const { tr } = editor.state;
    const chosen = all ? found() : found().slice(state().at, state().at + 1);
    for (const { from, to } of chosen.reverse()) {
      const marks = tr.doc.resolve(from + 1).marks();
      if (replacement.value) tr.replaceWith(from, to, editor.state.schema.text(replacement.value, marks));
      else tr.delete(from, to);
    }
    if (chosen.length) editor.view.dispatch(pm.history.closeHistory(tr));
    set(state().at);
    if (all) told.textContent = `Replaced ${chosen.length}`;
  }

  function close() {
    bar.hidden = true;
    editor.view.dispatch(editor.state.tr.setMeta(KEY, { words: "", exact: false, at: 0 }));
    editor.commands.focus();
  }

  const begin = () => set(Math.max(found().findIndex(({ from }) => from >= origin), 0));
  words.addEventListener("input", begin);
  exact.addEventListener("change", begin);
  // Nothing of this is the story's: the form doesn't hear that something was typed.
  for (const name of ["input", "change"]) bar.addEventListener(name, (event) => event.stopPropagation());
  bar.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && event.target === words) set(state().at + (event.shiftKey ? -1 : 1));
    else if (event.key === "Enter" && event.target === replacement) replace(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  bar.append(
    words,
    told,
    button("Previous", () => set(state().at - 1), { words: "↑" }),
    button("Next", () => set(state().at + 1), { words: "↓" }),
    replacement,
    button("Replace", () => replace(false)),
    button("Replace all", () => replace(true)),
    make("label", { htmlFor: "find-exact" }, exact, " Match case"),
    button("Close", close, { words: "✕" }),
  );
  const open = () => {
    bar.hidden = false;
    const { from, to } = editor.state.selection;
    origin = from;
    const chosen = editor.state.doc.textBetween(from, to, " ");
    if (chosen && !chosen.includes("\n")) words.value = chosen;
    words.select();
    begin();
    words.focus();
  };
  return { bar, open };
}
