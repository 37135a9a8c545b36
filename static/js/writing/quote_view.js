// A quotation within the document, with fields below it for whose it is and the page that it is from.
import { pm } from "django-prose-editor/editor";
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
  // Escape and Enter go on with the text.
  source.addEventListener("keydown", (event) => {
    if (!["Escape", "Enter"].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    const { state, view } = editor;
    view.dispatch(state.tr.setSelection(pm.state.TextSelection.near(state.doc.resolve(getPos() + node.nodeSize - 1), -1)).scrollIntoView());
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
