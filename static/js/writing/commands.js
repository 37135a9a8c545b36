// What can be done with the blocks of the document, by key, by the menu and by the handle beside a block.
import { pm } from "django-prose-editor/editor";
import { nodesOf } from "./body.js";
import { blank } from "./fields.js";

const { NodeSelection, Selection, TextSelection } = pm.state;

// The block at the top level that the cursor is in: its place, its number and its node.
export function current(state, at = state.selection.from) {
  const place = state.doc.resolve(at);
  const number = place.index(0);
  if (number >= state.doc.childCount) return null;
  const start = place.posAtIndex(number, 0);
  return { number, at: start, node: state.doc.child(number) };
}

function selectIn(transaction, at) {
  const node = transaction.doc.nodeAt(at);
  const selection = node?.isAtom ? NodeSelection.create(transaction.doc, at) : Selection.near(transaction.doc.resolve(at + 1));
  return transaction.setSelection(selection).scrollIntoView();
}

// Move the block up (-1) or down (1); its selection goes along.
export function move(view, direction, block = current(view.state)) {
  const { doc, selection, tr } = view.state;
  const other = block && doc.maybeChild(block.number + direction);
  if (!other) return false;
  const at = direction < 0 ? block.at - other.nodeSize : block.at + other.nodeSize;
  const offset = selection.from - block.at;
  tr.delete(block.at, block.at + block.node.nodeSize).insert(at, block.node);
  if (block.node.isAtom) tr.setSelection(NodeSelection.create(tr.doc, at));
  else tr.setSelection(TextSelection.near(tr.doc.resolve(at + Math.max(1, offset))));
  view.dispatch(tr.scrollIntoView());
  return true;
}

// Select all words: what is typed over them stays in the first block, which keeps its key.
export function selectWords(view) {
  const { doc, tr } = view.state;
  const [first, last] = [Selection.atStart(doc), Selection.atEnd(doc)];
  if (!(first instanceof TextSelection && last instanceof TextSelection)) return false;
  view.dispatch(tr.setSelection(TextSelection.create(doc, first.from, last.to)));
  return true;
}

// Go to the block above (-1) or below (1): into its text, or onto it.
export function go(view, direction, block = current(view.state)) {
  const { state } = view;
  const next = block && block.number + direction;
  if (next === null || !state.doc.maybeChild(next)) return false;
  view.dispatch(selectIn(state.tr, state.doc.resolve(0).posAtIndex(next, 0)));
  view.focus();
  return true;
}

// What is typed while a block is selected goes below it, not in its place.
export function typeBelow(view, typed) {
  const { doc, selection, tr, schema } = view.state;
  if (!(selection instanceof NodeSelection) || !selection.node.isAtom) return false;
  const below = doc.nodeAt(selection.to);
  if (!below?.isTextblock || below.content.size) tr.insert(selection.to, schema.nodes.paragraph.create());
  tr.insertText(typed, selection.to + 1);
  tr.setSelection(TextSelection.create(tr.doc, selection.to + 1 + typed.length));
  view.dispatch(tr.scrollIntoView());
  return true;
}

export function duplicate(view, block = current(view.state)) {
  if (!block) return false;
  const { attrs, content, marks, type } = block.node;
  const at = block.at + block.node.nodeSize;
  view.dispatch(selectIn(view.state.tr.insert(at, type.create({ ...attrs, key: null }, content, marks)), at));
  return true;
}

export function remove(view, block = current(view.state)) {
  if (!block) return false;
  const { tr } = view.state;
  tr.delete(block.at, block.at + block.node.nodeSize);
  view.dispatch(tr.setSelection(Selection.near(tr.doc.resolve(Math.min(block.at, tr.doc.content.size)))).scrollIntoView());
  return true;
}

const NUMBERS = { decimal: "1, 2, 3", "lower-alpha": "a, b, c", "upper-alpha": "A, B, C (capitals)", "lower-roman": "i, ii, iii", "upper-roman": "I, II, III (capitals)" };

// How else the numbered list at the cursor, or the block that is one, can be numbered: [label, act].
export function numberings(view, block) {
  const { doc, selection } = view.state;
  const { $from } = selection;
  let at = block?.node.type.name === "orderedList" ? block.at : null;
  for (let depth = 1; block && $from.depth && depth <= $from.depth; depth += 1) {
    if ($from.before(1) === block.at && $from.node(depth).type.name === "orderedList") at = $from.before(depth);
  }
  if (at === null) return [];
  const others = Object.entries(NUMBERS).filter(([type]) => type !== doc.nodeAt(at).attrs.type);
  return others.map(([type, words]) => [`Numbered ${words}`, () => view.dispatch(view.state.tr.setNodeAttribute(at, "type", type))]);
}

// The kinds of text, by the type of their block.
const TEXTS = {
  paragraph: (chain) => chain.setParagraph(),
  heading: (chain) => chain.setHeading({ level: 2 }),
  subheading: (chain) => chain.setHeading({ level: 3 }),
  list: (chain) => chain.toggleBulletList(),
  numbered: (chain) => chain.toggleOrderedList(),
  quote: (chain) => chain.toggleBlockquote(),
};

// What can be inserted: [name, label].
export function insertable(types) {
  const texts = [
    ["paragraph", "Paragraph"],
    ["heading", "Heading"],
    ["subheading", "Subheading"],
    ["list", "List"],
    ["numbered", "Numbered list"],
    ["quote", "Quotation"],
  ];
  const text = new Set(texts.map(([name]) => name));
  return [...texts, ...Object.entries(types).filter(([name]) => !text.has(name)).map(([name, type]) => [name, type.name])];
}

// Put the cursor into the text at that place, which is there or made.
export function withLine(tr, at) {
  if (!tr.doc.resolve(at).nodeAfter?.isTextblock) tr.insert(at, tr.doc.type.schema.nodes.paragraph.create());
  return tr.setSelection(TextSelection.create(tr.doc, at + 1)).scrollIntoView();
}

// Make the empty paragraph at the cursor that kind of block, or put one below the block at the cursor.
export function insert(editor, types, name) {
  const { view } = editor;
  const block = current(view.state);
  const isEmpty = block && block.node.type.name === "paragraph" && block.node.content.size === 0;
  if (TEXTS[name]) {
    if (!isEmpty) {
      const at = block ? block.at + block.node.nodeSize : 0;
      view.dispatch(selectIn(view.state.tr.insert(at, view.state.schema.nodes.paragraph.create()), at));
    }
    TEXTS[name](editor.chain().focus()).run();
    return;
  }
  const { schema, tr } = view.state;
  const [node] = nodesOf(schema, [{ type: name, fields: blank(types[name].fields) }]);
  const at = isEmpty ? block.at : block ? block.at + block.node.nodeSize : 0;
  if (isEmpty) tr.replaceWith(at, at + block.node.nodeSize, node);
  else tr.insert(at, node);
  if (!types[name].fields.length) return void view.dispatch(withLine(tr, at + node.nodeSize)); // nothing to fill in
  tr.setSelection(NodeSelection.create(tr.doc, at)).scrollIntoView();
  view.dispatch(tr);
  view.nodeDOM(at)?.dispatchEvent(new CustomEvent("writing:edit"));
}
