// Takes over what a save made of the body, while one types on.
import { pm } from "django-prose-editor/editor";
import { bodyOf, nodesOf, rowOf } from "./body.js";
import { topLevel } from "./schema.js";

// The database may keep the names of fields in another order, and the server drops spaces at the end of a text: those
// stay in the document, where more will be typed.
function plain(_, value) {
  if (typeof value === "string") return value.trim();
  return value?.constructor === Object ? Object.fromEntries(Object.entries(value).sort()) : value;
}
export const same = (one, other) => JSON.stringify(one, plain) === JSON.stringify(other, plain);
const byKey = (rows) => new Map(rows.map((row) => [row.key, row]));

// Put the server's blocks in place of those from the first to the last that differ. The cursor stays in its block.
function replaceBetween(editor, saved) {
  const { schema, doc, selection, tr } = editor.state;
  const here = topLevel(doc).filter(({ node }) => bodyOf(schema.topNodeType.create(null, node)).length);
  const differs = ({ node }, row) => !row || !same(rowOf(schema, node), row);
  const first = here.findIndex((each, number) => differs(each, saved[number]));
  const start = first < 0 ? here.length : first;
  let [end, last] = [here.length, saved.length];
  while (end > start && last > start && !differs(here[end - 1], saved[last - 1])) [end, last] = [end - 1, last - 1];
  const from = here[start]?.at ?? (here.length ? here.at(-1).at + here.at(-1).node.nodeSize : 0);
  const to = end > start ? here[end - 1].at + here[end - 1].node.nodeSize : from;
  tr.setMeta("addToHistory", false).replaceWith(from, to, nodesOf(schema, saved.slice(start, last)));
  editor.view.dispatch(withCursor(tr, doc, selection));
}

// Leave the cursor in the block where it was, even if that is another node now.
function withCursor(tr, doc, { from, empty }) {
  const holder = topLevel(doc).find(({ at, node }) => from > at && from < at + node.nodeSize);
  const again = empty && holder && topLevel(tr.doc).find(({ node }) => node.attrs.key === holder.node.attrs.key);
  if (!again || again.node === holder.node) return tr;
  const at = again.at + Math.min(from - holder.at, again.node.nodeSize - 1);
  return tr.setSelection(pm.state.Selection.near(tr.doc.resolve(at), -1));
}

// Take over the server's body where the document is as it was sent: blocks that were typed in meanwhile stay. Return
// whether all of it is in the document now.
export function takeOver(editor, sent, saved) {
  const { schema } = editor.state;
  const here = topLevel(editor.state.doc);
  const bodyHere = bodyOf(editor.state.doc);
  if (same(bodyHere, saved)) return true;
  const [was, now, theirs] = [sent, bodyHere, saved].map(byKey);
  const touched = (key) => !same(now.get(key), was.get(key));
  const { tr } = editor.state;
  tr.setMeta("addToHistory", false);
  // What changed or went, from the end, so that the places before stay right.
  for (const { node, at } of here.toReversed()) {
    const { key } = node.attrs;
    const row = theirs.get(key);
    if (!was.has(key) || touched(key)) continue;
    if (!row) tr.delete(at, at + node.nodeSize);
    else if (!same(row, was.get(key))) tr.replaceWith(at, at + node.nodeSize, nodesOf(schema, [row]));
  }
  // What is new, below the block that it is below there.
  let above = null;
  for (const row of saved) {
    if (!was.has(row.key) && !now.has(row.key)) {
      let at = 0;
      tr.doc.forEach((node, place) => {
        if (node.attrs.key === above) at = place + node.nodeSize;
      });
      tr.insert(at, nodesOf(schema, [row]));
    }
    above = row.key;
  }
  if (tr.docChanged) editor.view.dispatch(withCursor(tr, editor.state.doc, editor.state.selection));
  const isUntouched = same(bodyHere, sent);
  if (isUntouched && !same(bodyOf(editor.state.doc), saved)) replaceBetween(editor, saved); // blocks in another order
  return isUntouched || holdsAll(bodyOf(editor.state.doc), was, saved);
}

// Whether a body that was changed since it was sent holds all that the server changed in it.
function holdsAll(body, was, saved) {
  const now = byKey(body);
  const stored = byKey(saved);
  const common = saved.filter(({ key }) => now.has(key));
  const isOrdered = same(common.map(({ key }) => key), body.map(({ key }) => key).filter((key) => stored.has(key)));
  return isOrdered && saved.every((row) => same(row, now.get(row.key)) || same(row, was.get(row.key))) && [...was.keys()].every((key) => stored.has(key) || !now.has(key));
}
