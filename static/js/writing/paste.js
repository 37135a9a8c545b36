// What is pasted from elsewhere is read by the server, as imported copy is: headings, lists, marks and links become blocks.
// One undo takes it all back, and the cursor is behind it.
import { Extension, pm } from "django-prose-editor/editor";
import { nodesOf } from "./body.js";
import { current } from "./commands.js";
import { post } from "./post.js";

const source = document.querySelector("textarea[data-blocks]");
const OURS = /data-pm-slice/; // copied from this editor: it needs no reading
const ADDRESS = /^https?:\/\/\S+$/;

// Put nodes where the selection is: a single paragraph into the text, others as blocks of their own.
export function put(view, nodes) {
  const { tr, selection } = view.state;
  const { Fragment, Slice } = pm.model;
  const [only] = nodes;
  if (nodes.length === 1 && only.type.name === "paragraph") {
    tr.replaceSelection(new Slice(only.content, 0, 0));
  } else {
    const opens = nodes[0].isTextblock && selection.$from.parentOffset > 0 ? 1 : 0;
    const closes = nodes.at(-1).isTextblock && selection.$to.parentOffset < selection.$to.parent.content.size ? 1 : 0;
    tr.replaceSelection(new Slice(Fragment.from(nodes), opens, closes));
  }
  view.dispatch(pm.history.closeHistory(tr).scrollIntoView().setMeta("paste", true));
}

// A bare address on an empty line becomes what it shows; one step back, it is a link.
function embedAt(view, row, tell) {
  const block = current(view.state);
  const { tr, schema } = view.state;
  tr.replaceWith(block.at, block.at + block.node.nodeSize, nodesOf(schema, [row]));
  view.dispatch(pm.history.closeHistory(tr).scrollIntoView());
  view.nodeDOM(block.at)?.dispatchEvent(new CustomEvent("writing:ask"));
  tell("Embedded. Undo to keep the link.");
}

export const paste = (tell) =>
  Extension.create({
    name: "pasteAsBlocks",
    addProseMirrorPlugins: () => [
      new pm.state.Plugin({
        props: {
          handlePaste(view, event) {
            const html = event.clipboardData?.getData("text/html") ?? "";
            const text = event.clipboardData?.getData("text/plain") ?? "";
            if (OURS.test(html) || (!html && !text.includes("\n") && !ADDRESS.test(text.trim()))) return false;
            if (!html && ADDRESS.test(text.trim()) && !view.state.selection.empty) return false; // a link on what is selected
            const place = view.state.selection.getBookmark(); // the cursor may have moved when the answer comes
            const line = current(view.state)?.node;
            const isEmptyLine = line?.type.name === "paragraph" && line.content.size === 0;
            post(source.dataset.paste, { html, text })
              .then(({ body, told, embed }) => {
                if (!body.length) return;
                view.dispatch(view.state.tr.setSelection(place.resolve(view.state.doc)));
                put(view, nodesOf(view.state.schema, body));
                tell(told);
                if (embed && isEmptyLine) embedAt(view, embed, tell);
              })
              .catch(({ message }) => {
                view.pasteText(text); // the words at least
                tell(`Pasted as plain text. ${message}`);
              });
            return true;
          },
        },
      }),
    ],
  });
