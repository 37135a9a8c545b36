// The buttons above the text: one Tab stop, arrow keys move among them (WAI-ARIA's pattern of toolbars).
import { current, insert } from "./commands.js";
import { conversion } from "./convert.js";
import { button, make } from "./elements.js";

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
  const settle = (focused) => buttons.forEach((each) => (each.tabIndex = each === focused ? 0 : -1));
  settle(buttons[0]);
  bar.addEventListener("focusin", ({ target }) => settle(target));
  bar.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(event.target);
    const next = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: -1 }[event.key];
    if (at < 0 || next === undefined) return;
    event.preventDefault();
    buttons.at(next % buttons.length).focus();
  });
  const show = () => acts.forEach(([, , , , name, attributes], number) => name && buttons[number].setAttribute("aria-pressed", String(editor.isActive(name, attributes))));
  editor.on("transaction", show);
  show();
  return bar;
}
