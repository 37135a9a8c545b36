// The document that a journalist writes in: every node at its top level is a block of the body, with the key of the block.
import {
  Blockquote,
  Bold,
  BulletList,
  Document,
  Dropcursor,
  Extension,
  Gapcursor,
  HardBreak,
  Heading,
  History,
  HorizontalRule,
  Italic,
  ListItem,
  Node,
  OrderedList,
  Paragraph,
  Placeholder,
  pm,
  Subscript,
  Superscript,
  Text,
  wrappingInputRule,
} from "django-prose-editor/editor";
import { Footnote } from "../footnote_mark.js";
import { newKey } from "../new_key.js";
import { quoteView } from "./quote_view.js";
import { StoryLink } from "./story_link.js";

const KEYED = ["paragraph", "heading", "bulletList", "orderedList", "blockquote", "horizontalRule", "storyBlock"];
const SOURCE = ["attribution", "cite"]; // of a quotation

// Blocks that are not text: a photo, a fact box, a timeline. A node view shows them; see block_view.js.
export const Block = Node.create({
  name: "storyBlock",
  group: "block",
  atom: true,
  draggable: true,
  addAttributes: () => ({
    type: { default: "", parseHTML: (element) => element.dataset.block, renderHTML: ({ type }) => ({ "data-block": type }) },
    fields: {
      default: {},
      parseHTML: (element) => JSON.parse(element.dataset.fields ?? "{}"),
      renderHTML: ({ fields }) => ({ "data-fields": JSON.stringify(fields) }),
    },
  }),
  parseHTML: () => [{ tag: "div[data-block]" }],
  renderHTML: ({ HTMLAttributes }) => ["div", HTMLAttributes],
});

// Gives every block a key that no other has. Of a block that is split the part with words keeps it, and then the first.
const Keys = Extension.create({
  name: "keys",
  addGlobalAttributes: () => [
    {
      types: KEYED,
      attributes: {
        key: {
          default: null,
          parseHTML: (element) => element.dataset.key ?? null,
          renderHTML: ({ key }) => (key ? { "data-key": key } : {}),
        },
      },
    },
  ],
  addProseMirrorPlugins: () => [
    new pm.state.Plugin({
      props: {
        // What is pasted beside its original is a copy; what was cut out comes back as itself.
        transformPasted: (slice, view) => withoutKeys(slice, new Set(topLevel(view.state.doc).map(({ node }) => node.attrs.key))),
      },
      appendTransaction: (_, before, state) => {
        if (haveSameKeys(before.doc, state.doc)) return null;
        const changes = newKeys(state.doc);
        if (!changes.length) return null;
        const transaction = state.tr.setMeta("addToHistory", false);
        for (const { at, key } of changes) transaction.setNodeAttribute(at, "key", key);
        return transaction;
      },
    }),
  ],
});

// Below a block that is no text there is always a line to go on. An empty one is no block of the body.
const Last = Extension.create({
  name: "last",
  addProseMirrorPlugins: () => [
    new pm.state.Plugin({
      appendTransaction(transactions, _, { doc, tr, schema }) {
        if (!transactions.some(({ docChanged }) => docChanged) || !doc.lastChild.isAtom) return null;
        return tr.insert(doc.content.size, schema.nodes.paragraph.create()).setMeta("addToHistory", false);
      },
    }),
  ],
});

export function topLevel(doc) {
  const found = [];
  doc.forEach((node, at) => found.push({ node, at }));
  return found;
}

// Whether the blocks are the same or changed within, as by nearly every key.
function haveSameKeys(before, after) {
  return before === after || (before.childCount === after.childCount && after.content.content.every((node, number) => {
    const old = before.child(number);
    return old === node || (node.attrs.key && old.attrs.key === node.attrs.key && old.content.size && node.content.size);
  }));
}

function newKeys(doc) {
  const blocks = topLevel(doc);
  const keeps = new Map(); // key -> the place of the block that keeps it
  for (const { node, at } of blocks) {
    const { key } = node.attrs;
    if (!key) continue;
    const holder = keeps.get(key);
    const isEmpty = holder !== undefined && doc.nodeAt(holder).content.size === 0 && node.content.size > 0;
    if (holder === undefined || isEmpty) keeps.set(key, at);
  }
  return blocks
    .filter(({ node, at }) => !node.attrs.key || keeps.get(node.attrs.key) !== at)
    .map(({ at }) => ({ at, key: newKey() }));
}

function withoutKeys(slice, taken) {
  const nodes = [];
  slice.content.forEach((node) => {
    nodes.push(taken.has(node.attrs.key) ? node.type.create({ ...node.attrs, key: null }, node.content, node.marks) : node);
  });
  return new pm.model.Slice(pm.model.Fragment.from(nodes), slice.openStart, slice.openEnd);
}

const sourceAttribute = (name) => ({
  default: "",
  parseHTML: (element) => element.dataset[name] ?? "",
  renderHTML: (attributes) => (attributes[name] ? { [`data-${name}`]: attributes[name] } : {}),
});

// "3. " begins a list at 3, and goes on with the list above if that ends with 2.
function addInputRules() {
  return [
    wrappingInputRule({
      find: /^(\d{1,2})[.)]\s$/,
      type: this.type,
      getAttributes: ([, number]) => ({ start: Number(number) }),
      joinPredicate: ([, number], list) => list.childCount + list.attrs.start === Number(number),
    }),
  ];
}

export const extensions = (blockView, placeholder) => [
  Document,
  Text,
  Paragraph,
  Heading.configure({ levels: [2, 3] }),
  Bold,
  Italic,
  Subscript,
  Superscript,
  HardBreak,
  StoryLink,
  Footnote,
  BulletList,
  OrderedList.extend({ addInputRules }),
  ListItem.extend({ content: "paragraph (paragraph | bulletList | orderedList)*" }),
  Blockquote.extend({
    content: "paragraph+",
    addAttributes: () => Object.fromEntries(SOURCE.map((name) => [name, sourceAttribute(name)])),
    addNodeView: () => quoteView,
  }),
  HorizontalRule,
  History,
  Dropcursor,
  Gapcursor,
  Placeholder.configure({ placeholder }),
  Block.extend({ addNodeView: () => blockView }),
  Last,
  Keys,
];
