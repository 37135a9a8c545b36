// The buttons above the text.
import { current, insert } from "./commands.js";
import { conversion } from "./convert.js";
import { formatBar, formats, steps } from "./format_buttons.js";

function timeline(editor, types, tell) {
  const block = current(editor.state);
  const [, convert] = (block && block.node.type.name !== "storyBlock" && conversion(editor, block, tell)) || [];
  if (convert) convert();
  else insert(editor, types, "timeline");
}

export function toolbar(editor, types, { link, footnote, find, tell }) {
  const own = () => editor;
  const acts = [
    ...formats(own, link),
    ["Footnote", "Note", "Ctrl+Alt+F", footnote, "footnote"],
    ["Photo", "Photo", "/photo", () => insert(editor, types, "figure")],
    ["Timeline (of the list at the cursor, if there is one)", "Timeline", "/timeline", () => timeline(editor, types, tell)],
    ...steps(own),
    ["Find and replace", "Find", "Ctrl+H", find],
  ];
  const { bar, show } = formatBar(acts, own);
  editor.on("transaction", show);
  return bar;
}
