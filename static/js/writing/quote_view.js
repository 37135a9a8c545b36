// A quotation within the document, with fields below it for whose it is and the page that it is from.
import { pm } from "django-prose-editor/editor";
import { withLine } from "./commands.js";
import { make } from "./elements.js";

const FIELDS = [
  ["attribution", "text", "Who said it (optional)"],
  ["cite", "url", "Its page: https://… (optional)"],
];

export const quoteView = ({ node, editor, getPos }) => {
  const contentDOM = make("div", { className: "quote__text" });
  const inputs = FIELDS.map(([name, type, label]) => make("input", { type, name: "", placeholder: label, ariaLabel: label, maxLength: name === "cite" ? 500 : 200, dataset: { field: name } }));
  const source = make("div", { className: "quote__source", contentEditable: "false" }, ...inputs);
  const dom = make("blockquote", { className: "quote" }, contentDOM, source);

  function show() {
    dom.dataset.key = node.attrs.key ?? "";
    for (const input of inputs) if (input.value.trim() !== node.attrs[input.dataset.field]) input.value = node.attrs[input.dataset.field];
    dom.classList.toggle("quote--sourced", FIELDS.some(([name]) => node.attrs[name]));
  }
  source.addEventListener("input", ({ target }) => {
    editor.view.dispatch(editor.state.tr.setNodeAttribute(getPos(), target.dataset.field, target.value.trim()));
  });
  // A press beside the fields goes to the end of the quotation: browsers put the cursor anywhere.
  dom.addEventListener("mousedown", (event) => {
    const { target, clientY, button } = event;
    const isBeside = target === source || (target === dom && clientY > contentDOM.getBoundingClientRect().bottom);
    if (button !== 0 || !isBeside) return;
    event.preventDefault();
    event.stopPropagation();
    goToEnd();
  });
  function goToEnd() {
    const { view } = editor;
    const end = view.state.doc.resolve(getPos() + node.nodeSize - 1);
    view.dispatch(view.state.tr.setSelection(pm.state.TextSelection.near(end, -1)).scrollIntoView());
    view.focus();
  }
  // Escape returns to the quotation; Enter opens a paragraph below it, and Tab after the last field goes to the text there.
  source.addEventListener("keydown", (event) => {
    const { key, shiftKey, isComposing, target } = event;
    const leaves = key === "Tab" ? target === inputs.at(-1) && !shiftKey : ["Escape", "Enter"].includes(key);
    if (!leaves || isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    if (key === "Escape") return goToEnd();
    const { view } = editor;
    const { doc, schema, tr } = view.state;
    const below = getPos() + node.nodeSize;
    if (key === "Enter" && doc.nodeAt(below)?.content.size) tr.insert(below, schema.nodes.paragraph.create());
    view.dispatch(withLine(tr, below));
    view.focus(); // at once, for the key that follows
  });
  show();
  return {
    dom,
    contentDOM,
    update(next) {
      if (next.type !== node.type) return false;
      node = next;
      show();
      return true;
    },
    stopEvent: ({ target }) => source.contains(target),
    ignoreMutation: (mutation) => mutation.type !== "selection" && !contentDOM.contains(mutation.target),
  };
};
