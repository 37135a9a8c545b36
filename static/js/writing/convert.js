// A list becomes a timeline, and a timeline a list, in one step that can be undone.
import { pm } from "django-prose-editor/editor";
import { htmlOf, nodesOf } from "./body.js";
import { post } from "./post.js";

const source = document.querySelector("textarea[data-blocks]");

// A save checks the story with its new timeline. What was never saved stays so until its writer says.
function saveAgain() {
  const { form } = source;
  if (form.elements._base?.value) form.elements._continue?.click();
}

// What the block can become: [label, act], or null.
export function conversion(editor, block, tell) {
  const { node } = block;
  const { schema } = editor.state;
  const isList = ["bulletList", "orderedList"].includes(node.type.name);
  const isTimeline = node.type.name === "storyBlock" && node.attrs.type === "timeline" && node.attrs.fields.timeline;
  if (!isList && !isTimeline) return null;
  const act = async () => {
    const [headline, language] = ["headline", "language"].map((name) => source.form.elements[name]?.value ?? "");
    const asked = isList ? { list: htmlOf(schema, pm.model.Fragment.from(node)), headline, language } : { timeline: node.attrs.fields.timeline };
    try {
      const { row } = await post(source.dataset.convert, asked);
      const [made] = nodesOf(schema, [row]);
      const { tr, doc } = editor.state;
      let at = -1;
      doc.forEach((each, place) => (at = each.attrs.key === node.attrs.key ? place : at));
      if (at < 0) return;
      editor.view.dispatch(pm.history.closeHistory(tr.replaceWith(at, at + doc.nodeAt(at).nodeSize, made)).scrollIntoView());
      if (isList) saveAgain();
      tell(isList ? "Made a timeline. It is published with the story." : "Made a list. The timeline stays in the list of timelines.");
    } catch (error) {
      tell(error.message || "That didn’t work. Try again.");
    }
  };
  return [isList ? "Make this a timeline" : "Make this a list", act];
}
