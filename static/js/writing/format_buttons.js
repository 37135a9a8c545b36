// The buttons that format a text, in one toolbar. `editor()` is the text they act on, null for none: what it can't have is
// disabled.
import { button, make } from "./elements.js";
import { rove } from "./roving.js";

// Each: label, what is on the button, key, act, and the mark or node by which it is pressed, with its attributes.
export function formats(editor, link) {
  const chain = () => editor().chain().focus();
  return [
    ["Bold", "B", "Ctrl+B", () => chain().toggleBold().run(), "bold"],
    ["Italic", "I", "Ctrl+I", () => chain().toggleItalic().run(), "italic"],
    ["Link", "Link", "Ctrl+K", link, "link"],
    ["Superscript", "x²", "Ctrl+.", () => chain().toggleSuperscript().run(), "superscript"],
    ["Subscript", "x₂", "Ctrl+,", () => chain().toggleSubscript().run(), "subscript"],
    ["Heading", "H2", "## ", () => chain().toggleHeading({ level: 2 }).run(), "heading", { level: 2 }],
    ["Subheading", "H3", "### ", () => chain().toggleHeading({ level: 3 }).run(), "heading", { level: 3 }],
    ["List", "• List", "- ", () => chain().toggleBulletList().run(), "bulletList"],
    ["Numbered list", "1. List", "1. ", () => chain().toggleOrderedList().run(), "orderedList"],
    ["Quotation", "“ ”", "> ", () => chain().toggleBlockquote().run(), "blockquote"],
  ];
}

export function steps(editor) {
  const chain = () => editor().chain().focus();
  return [
    ["Undo", "↶", "Ctrl+Z", () => chain().undo().run()],
    ["Redo", "↷", "Ctrl+Shift+Z", () => chain().redo().run()],
  ];
}

// The toolbar of these, and what brings its buttons up to date.
export function formatBar(acts, editor) {
  const bar = make("div", { className: "writing__toolbar", role: "toolbar", ariaLabel: "Formatting" });
  const buttons = acts.map(([label, words, key, act]) => {
    const made = button(label, act, { words });
    made.title = `${label} (${key.trim()})`;
    made.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
    return made;
  });
  bar.append(...buttons);
  rove(bar, buttons);
  const show = () => {
    const text = editor();
    acts.forEach(([, , , , name, attributes], number) => {
      buttons[number].disabled = !text || Boolean(name && !text.schema.marks[name] && !text.schema.nodes[name]);
      if (name) buttons[number].setAttribute("aria-pressed", String(Boolean(text?.isActive(name, attributes))));
    });
  };
  show();
  return { bar, show };
}
