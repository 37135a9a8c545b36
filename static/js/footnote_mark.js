// The words of a footnote, in the text at the place of its number. The editors of single fields load this module by itself:
// what it exports are their extensions.
import { Mark } from "django-prose-editor/editor";

export const Footnote = Mark.create({
  name: "footnote",
  priority: 2_000, // around links and bold, which would else cut it in two
  inclusive: false, // what is typed behind it is text again
  parseHTML: () => [{ tag: "footnote" }],
  renderHTML: () => ["footnote", 0],
});
