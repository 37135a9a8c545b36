// A question of merge stands below its paragraph: where all are about one block, with their heading, and else each below
// its own. What is about other parts of a story, or about a block that is not in its text, stays above the form.
import { Extension, pm } from "django-prose-editor/editor";
import { make } from "./elements.js";
import { topLevel } from "./schema.js";

const { Decoration, DecorationSet } = pm.view;
const keyOf = (question) => /^body\/([^/@]+)/.exec(question.dataset.path)?.[1];

// The elements to show, by the key of their block.
function byBlock(keys) {
  const section = document.querySelector(".clashes");
  const questions = [...(section?.querySelectorAll("[data-path]") ?? [])];
  const inText = questions.filter((question) => keys.has(keyOf(question)));
  const found = new Map();
  if (inText.length && inText.length === questions.length && new Set(inText.map(keyOf)).size === 1) {
    return found.set(keyOf(inText[0]), section);
  }
  for (const question of inText) {
    const key = keyOf(question);
    if (!found.has(key)) found.set(key, make("div", { className: "clashes" }));
    found.get(key).append(question);
  }
  return found;
}

export const questions = Extension.create({
  name: "questions",
  addProseMirrorPlugins() {
    let shown = null;
    return [
      new pm.state.Plugin({
        props: {
          decorations({ doc }) {
            if (shown?.size === 0) return null;
            const blocks = topLevel(doc);
            shown ??= byBlock(new Set(blocks.map(({ node }) => node.attrs.key)));
            if (!shown.size) return null;
            const below = blocks.filter(({ node }) => shown.has(node.attrs.key));
            return DecorationSet.create(
              doc,
              below.map(({ node, at }) =>
                Decoration.widget(at + node.nodeSize, shown.get(node.attrs.key), {
                  key: `question ${node.attrs.key}`,
                  side: -1,
                  stopEvent: () => true,
                  ignoreSelection: true,
                }),
              ),
            );
          },
        },
      }),
    ];
  },
});
