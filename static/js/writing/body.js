// A body, which is a list of {key, type, fields}, as a document, and back. A block that nobody touched comes back as it was.
import { pm } from "django-prose-editor/editor";

const rows = new WeakMap(); // of the nodes that were made from them
const jsons = new WeakMap(); // of the rows of nodes, "" of those that are none: of a long story one block changes at a time
const TYPES = { paragraph: "paragraph", heading: "heading", blockquote: "quote", bulletList: "list", orderedList: "list", horizontalRule: "divider" };

function elementOf(html) {
  const element = document.createElement("div");
  element.innerHTML = html;
  return element;
}

function nodeOf(schema, { key = null, type, fields }) {
  const parser = pm.model.DOMParser.fromSchema(schema);
  const { paragraph, heading, blockquote, horizontalRule, storyBlock } = schema.nodes;
  const parsed = (topNode, html) => parser.parse(elementOf(html), { topNode, preserveWhitespace: true });
  switch (type) {
    case "paragraph":
      return parsed(paragraph.create({ key }), fields.text);
    case "heading":
      return heading.create({ key, level: Number(fields.level) }, fields.text ? schema.text(fields.text) : null);
    case "quote":
      return parsed(blockquote.create({ key, attribution: fields.attribution ?? "", cite: fields.cite ?? "" }, paragraph.create()), fields.text);
    case "divider":
      return horizontalRule.create({ key });
    case "list": {
      const [list, ...more] = parsed(schema.topNodeType.create(), fields.text).content.content;
      // Imported copy may hold two lists in one block: their items are one list's.
      const items = more.reduce((found, { content, type }) => (type.spec.group?.includes("list") ? found.append(content) : found), list.content);
      return list.type.create({ ...list.attrs, key }, items);
    }
    default:
      return storyBlock.create({ key, type, fields });
  }
}

// The nodes of these rows.
export function nodesOf(schema, body) {
  return body.map((row) => {
    const node = nodeOf(schema, row);
    node.check();
    rows.set(node, row);
    return node;
  });
}

export function documentOf(schema, body) {
  const nodes = nodesOf(schema, body);
  if (!nodes.length || nodes.at(-1).isAtom) nodes.push(schema.nodes.paragraph.create()); // to go on
  return schema.topNodeType.create(null, nodes);
}

export function htmlOf(schema, fragment) {
  const element = document.createElement("div");
  element.append(pm.model.DOMSerializer.fromSchema(schema).serializeFragment(fragment));
  for (const keyed of element.querySelectorAll("[data-key]")) delete keyed.dataset.key;
  for (const list of element.querySelectorAll("ol")) number(list);
  return element.innerHTML;
}

// Numbers as the server stores them: the first one if it isn't 1, and their kind if they aren't 1, 2, 3.
function number(list) {
  const { start, type } = list;
  for (const name of ["start", "type", "data-type", "style"]) list.removeAttribute(name);
  if (start !== 1) list.setAttribute("start", start);
  if (/^[aAiI]$/.test(type)) list.setAttribute("type", type);
}

function fieldsOf(schema, node) {
  switch (node.type.name) {
    case "heading":
      return { text: node.textContent, level: node.attrs.level };
    case "bulletList":
    case "orderedList":
      return { text: htmlOf(schema, pm.model.Fragment.from(node)) };
    case "blockquote":
      return { text: htmlOf(schema, node.content), attribution: node.attrs.attribution.trim(), cite: node.attrs.cite.trim() };
    case "horizontalRule":
      return {};
    case "storyBlock":
      return node.attrs.fields;
    default:
      return { text: htmlOf(schema, node.content) };
  }
}

export function rowOf(schema, node) {
  if (!rows.has(node)) {
    const type = node.type.name === "storyBlock" ? node.attrs.type : TYPES[node.type.name];
    rows.set(node, { key: node.attrs.key, type, fields: fieldsOf(schema, node) });
  }
  return rows.get(node);
}

const isEmpty = (node) => !node.isAtom && node.textContent.trim() === "";

// The body that a document says; blocks of text without words are none.
export function bodyOf(doc) {
  const body = [];
  doc.forEach((node) => {
    if (!isEmpty(node)) body.push(rowOf(doc.type.schema, node));
  });
  return body;
}

// The same as JSON.
export function jsonOf(doc) {
  const found = [];
  doc.forEach((node) => {
    if (!jsons.has(node)) jsons.set(node, isEmpty(node) ? "" : JSON.stringify(rowOf(doc.type.schema, node)));
    if (jsons.get(node)) found.push(jsons.get(node));
  });
  return `[${found.join(",")}]`;
}
