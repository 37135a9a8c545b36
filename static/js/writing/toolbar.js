// The buttons above the text.
import { current, insert } from "./commands.js";
import { conversion } from "./convert.js";
import { button, make } from "./elements.js";
import { rove } from "./roving.js";

function timeline(editor, types, tell) {
  const block = current(editor.state);
  const [, convert] = (block && block.node.type.name !== "storyBlock" && conversion(editor, block, tell)) || [];
  if (convert) convert();
  else insert(editor, types, "timeline");
}

export function toolbar(editor, types, { link, find, tell }) {
  const chain = () => editor.chain().focus();
  const acts = [
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
    ["Photo", "Photo", "/photo", () => insert(editor, types, "figure")],
    ["Timeline (of the list at the cursor, if there is one)", "Timeline", "/timeline", () => timeline(editor, types, tell)],
    ["Undo", "↶", "Ctrl+Z", () => chain().undo().run()],
    ["Redo", "↷", "Ctrl+Shift+Z", () => chain().redo().run()],
    ["Find and replace", "Find", "Ctrl+H", find],
  ];
  const bar = make("div", { className: "writing__toolbar", role: "toolbar", ariaLabel: "Formatting" });
  const buttons = acts.map(([label, words, key, act]) => {
    const made = button(label, act, { words });
    made.title = `${label} (${key.trim()})`;
    made.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
    return made;
  });
  bar.append(...buttons);
  rove(bar, buttons);
  const show = () => acts.forEach(([, , , , name, attributes], number) => name && buttons[number].setAttribute("aria-pressed", String(editor.isActive(name, attributes))));
  editor.on("transaction", show);
  show();
  return bar;
}
