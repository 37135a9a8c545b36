// Rich text in a field of a block, such as the text of a fact box: an editor of its own in place of the HTML.
import { Blockquote, Bold, BulletList, Document, Editor, HardBreak, Heading, History, Italic, ListItem, OrderedList, Paragraph, Subscript, Superscript, Text } from "django-prose-editor/editor";
import { Footnote } from "../footnote_mark.js";
import { button, make } from "./elements.js";
import { FieldLink } from "./story_link.js";

// `control` is the textarea that holds the HTML.
export function rich(control, label) {
  const place = make("div", { className: "rich" });
  const editor = new Editor({
    element: place,
    injectCSS: false,
    content: control.value,
    extensions: [
      Document, Text, Paragraph, Bold, Italic, Subscript, Superscript, HardBreak, BulletList, OrderedList, ListItem, Blockquote, History,
      Heading.configure({ levels: [3] }),
      FieldLink,
      Footnote,
    ],
    editorProps: { attributes: { class: "rich__text", role: "textbox", "aria-multiline": "true", "aria-label": label, spellcheck: "true" } },
    onUpdate({ editor: changed }) {
      control.value = changed.getHTML();
      control.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  const acts = [
    ["Bold", "B", () => editor.chain().focus().toggleBold().run()],
    ["Italic", "I", () => editor.chain().focus().toggleItalic().run()],
    ["List", "• List", () => editor.chain().focus().toggleBulletList().run()],
  ];
  const bar = make("div", { className: "rich__bar", role: "toolbar", ariaLabel: `Formatting: ${label}` });
  bar.append(
    ...acts.map(([name, words, act]) => {
      const made = button(name, act, { words });
      made.addEventListener("mousedown", (event) => event.preventDefault());
      return made;
    }),
  );
  place.prepend(bar);
  return place;
}
