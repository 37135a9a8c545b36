// Ctrl+Alt+F: a footnote at the cursor, or the one that the cursor is in. Its words stay in the text, where they can be edited,
// too; readers get its number there, and the words at the end.
import { make } from "./elements.js";

const ADDRESS = /https?:\/\/\S+[^\s.,;:!?)\]}”’"']/g;

// The note at the cursor: where it is, and its words; null if there is none.
function noteAt({ doc, schema, selection: { $from } }) {
  const { parent } = $from;
  const isNote = (number) => schema.marks.footnote.isInSet(parent.maybeChild(number)?.marks ?? []);
  if (!parent.isTextblock) return null;
  let first = $from.index();
  if (!isNote(first)) first -= $from.textOffset === 0 ? 1 : 0; // behind its last letter
  if (first < 0 || !isNote(first)) return null;
  let last = first;
  while (first > 0 && isNote(first - 1)) first -= 1;
  while (isNote(last + 1)) last += 1;
  const from = $from.posAtIndex(first, $from.depth);
  const to = $from.posAtIndex(last + 1, $from.depth);
  return { from, to, words: doc.textBetween(from, to, " ", " ") };
}

// The words as nodes of the document: addresses are links.
function nodesOf(schema, words) {
  const note = schema.marks.footnote.create();
  const nodes = [];
  let at = 0;
  for (const { 0: href, index } of words.matchAll(ADDRESS)) {
    if (index > at) nodes.push(schema.text(words.slice(at, index), [note]));
    nodes.push(schema.text(href, [note, schema.marks.link.create({ href })]));
    at = index + href.length;
  }
  if (at < words.length) nodes.push(schema.text(words.slice(at), [note]));
  return nodes;
}

export function footnoteDialog(editor, tell) {
  const text = make("textarea", { id: "footnote-text", rows: 4, spellcheck: true });
  const remove = make("button", { type: "button", textContent: "Remove footnote" });
  const form = make(
    "form",
    { method: "dialog" },
    make("label", { htmlFor: text.id, textContent: "Footnote" }),
    text,
    make("div", { className: "link-dialog__buttons" }, make("button", { className: "default", textContent: "Done" }), remove),
  );
  const dialog = make("dialog", { className: "link-dialog", ariaLabel: "Footnote" }, form);
  document.body.append(dialog);
  let note = null; // the one that is edited

  function set(words) {
    dialog.close();
    const { state, view } = editor;
    const { from, to } = note ?? { from: state.selection.to, to: state.selection.to };
    if (words !== (note?.words ?? "")) view.dispatch(state.tr.replaceWith(from, to, nodesOf(state.schema, words)).scrollIntoView());
    view.focus();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    set(text.value.replace(/\s+/g, " ").trim());
  });
  // Enter is done: a note is one paragraph.
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  remove.addEventListener("click", () => set(""));

  return () => {
    const { parent } = editor.state.selection.$to;
    if (!parent.isTextblock || parent.type.name === "heading") return tell("Put the cursor where the number goes: in a paragraph, a list or a quotation.");
    note = noteAt(editor.state);
    text.value = note?.words ?? "";
    remove.hidden = !note;
    dialog.showModal();
    text.select();
  };
}
