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

// What was pasted on an empty line, so many blocks from there on, becomes another: one step back, it is as it was pasted.
function replaceAt(view, at, count, row) {
  const { doc, schema, tr } = view.state;
  let end = at;
  for (let number = 0; number < count; number += 1) end += doc.nodeAt(end)?.nodeSize ?? 0;
  tr.replaceWith(at, end, nodesOf(schema, [row]));
  view.dispatch(pm.history.closeHistory(tr).scrollIntoView());
}

// A bare address becomes what it shows, and CSV a table.
function show(view, at, { body, embed, table }, tell) {
  const row = embed ?? table;
  if (!row) return;
  replaceAt(view, at, body.length, row);
  if (embed) view.nodeDOM(at)?.dispatchEvent(new CustomEvent("writing:ask"));
  tell(embed ? "Embedded. Undo to keep the link." : "Pasted as a table. Undo to keep the text.");
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
            const line = current(view.state);
            const isEmptyLine = line?.node.type.name === "paragraph" && line.node.content.size === 0;
            post(source.dataset.paste, { html, text })
              .then((answer) => {
                const { body, told } = answer;
                if (!body.length) return;
                view.dispatch(view.state.tr.setSelection(place.resolve(view.state.doc)));
                const { at } = current(view.state);
                put(view, nodesOf(view.state.schema, body));
                tell(told);
                if (isEmptyLine) show(view, at, answer, tell);
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
