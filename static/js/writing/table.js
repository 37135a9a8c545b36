// A table in a field of a block: an editor of its own whose document is one table, in place of the HTML.
import { Bold, Document, Editor, HardBreak, History, Italic, Paragraph, pm, Subscript, Superscript, Table, TableCell, TableHeader, TableRow, Text } from "django-prose-editor/editor";
import { Footnote } from "../footnote_mark.js";
import { button, make } from "./elements.js";
import { post } from "./post.js";
import { rove } from "./roving.js";
import { FieldLink } from "./story_link.js";

const row = (cell) => `<tr>${`<${cell}></${cell}>`.repeat(3)}</tr>`;
const EMPTY = `<table><tbody>${row("th")}${row("td")}${row("td")}</tbody></table>`;
const BREAKS = /^(?:\s|<br>)+|(?:\s|<br>)+$/g;
const { TableMap, tableNodeTypes } = pm.tables;

// The HTML as the server stores it: no paragraphs in cells, so that a save changes nothing.
function htmlOf({ state: { doc, schema } }) {
  const written = pm.model.DOMSerializer.fromSchema(schema);
  const paragraph = (node) => {
    const holder = document.createElement("div");
    holder.append(written.serializeFragment(node.content));
    return holder.innerHTML;
  };
  const cell = (node) => {
    const tag = node.type.name === "tableHeader" ? "th" : "td";
    const spans = ["colspan", "rowspan"].filter((name) => node.attrs[name] > 1).map((name) => ` ${name}="${node.attrs[name]}"`);
    return `<${tag}${spans.join("")}>${node.content.content.map(paragraph).join("<br>").replace(BREAKS, "")}</${tag}>`;
  };
  const rows = doc.firstChild.content.content.map((row) => `<tr>${row.content.content.map(cell).join("")}</tr>`);
  return doc.textContent.trim() ? `<table><tbody>${rows.join("")}</tbody></table>` : "";
}

// Lines with tabs, as a spreadsheet copies them, as a table to paste.
function tableOf(text) {
  const table = document.createElement("table");
  for (const line of text.replace(/\r?\n$/, "").split(/\r?\n/)) {
    const row = table.insertRow();
    for (const words of line.split("\t")) row.insertCell().textContent = words;
  }
  return table.outerHTML;
}

// The cells of the first row, or of the first column: their places and whether all of them are headings.
function edge({ doc, schema }, direction) {
  const table = doc.firstChild;
  const map = TableMap.get(table);
  const last = direction === "row" ? { right: map.width, bottom: 1 } : { right: 1, bottom: map.height };
  const cells = map.cellsInRect({ left: 0, top: 0, ...last }).map((at) => ({ at: at + 1, node: doc.nodeAt(at + 1) }));
  const { header_cell: head, cell } = tableNodeTypes(schema);
  return { cells, head, cell, isHead: (skipped) => cells.slice(skipped).every(({ node }) => node.type === head), map };
}

// The cell in the corner is one of the first row's headings; without a row of headings it is one of the column's.
function isHead(state, direction) {
  const first = edge(state, direction);
  if (direction === "row") return first.cells.length > 1 ? first.isHead(1) : first.isHead(0) && !edge(state, "column").isHead(1);
  return first.cells.length > 1 && first.isHead(1);
}

function toggle(editor, direction) {
  const { state, view } = editor;
  const { tr } = state;
  const wanted = !isHead(state, direction);
  const keepsCorner = !wanted && isHead(state, direction === "row" ? "column" : "row");
  const { cells, head, cell } = edge(state, direction);
  cells.forEach(({ at, node }, number) => {
    if (number === 0 && keepsCorner) return;
    tr.setNodeMarkup(at, wanted ? head : cell, node.attrs);
  });
  view.dispatch(tr);
  view.focus();
}

// A CSV file, chosen or dropped, takes the place of the table; one undo brings that back.
async function fill(editor, file) {
  try {
    const { table } = await post(document.querySelector("textarea[data-blocks]").dataset.paste, { csv: await file.text() });
    editor.commands.setContent(table.fields.text, { emitUpdate: true });
  } catch (error) {
    editor.view.dom.closest(".rich").querySelector("[role=status]").textContent = error.message;
  }
}

function chooseFile(editor) {
  const input = make("input", { type: "file", accept: ".csv,.tsv" });
  input.addEventListener("change", () => input.files.length && fill(editor, input.files[0]));
  input.click();
}

const run = (name) => (editor) => editor.chain().focus()[name]().run();
const ACTS = [
  ["Bold", "B", "Ctrl+B", run("toggleBold"), ({ editor }) => editor.isActive("bold")],
  ["Italic", "I", "Ctrl+I", run("toggleItalic"), ({ editor }) => editor.isActive("italic")],
  ["Add a row above", "+ Row ↑", "Mod-Alt-ArrowUp", run("addRowBefore")],
  ["Add a row below", "+ Row ↓", "Mod-Alt-ArrowDown", run("addRowAfter")],
  ["Delete the row", "− Row", "Mod-Alt-Backspace", run("deleteRow")],
  ["Add a column before", "+ Column ←", "Mod-Alt-ArrowLeft", run("addColumnBefore")],
  ["Add a column after", "+ Column →", "Mod-Alt-ArrowRight", run("addColumnAfter")],
  ["Delete the column", "− Column", "Mod-Alt-Shift-Backspace", run("deleteColumn")],
  ["Heading row", "Heading row", "", (editor) => toggle(editor, "row"), ({ state }) => isHead(state, "row")],
  ["Heading column", "Heading column", "", (editor) => toggle(editor, "column"), ({ state }) => isHead(state, "column")],
  ["Merge or split cells", "Merge", "", run("mergeOrSplit")],
  ["Fill from a CSV file", "CSV…", "", chooseFile],
];
const KEYS = Object.fromEntries(ACTS.filter(([, , key]) => key.startsWith("Mod-")).map(([, , key, act]) => [key, act]));
const told = (key) => key.replace("Mod-", "Ctrl+").replaceAll("-", "+").replace(/Arrow/, "");

function toolbar(editor, label) {
  const bar = make("div", { className: "rich__bar", role: "toolbar", ariaLabel: `Table: ${label}` });
  const buttons = ACTS.map(([name, words, key, act]) => {
    const made = button(name, () => act(editor), { words });
    if (key) made.title = `${name} (${told(key)})`;
    made.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
    return made;
  });
  const show = () => ACTS.forEach(([, , , , isOn], number) => isOn && buttons[number].setAttribute("aria-pressed", String(isOn({ editor, state: editor.state }))));
  rove(bar, buttons, ({ altKey }) => !altKey);
  editor.on("transaction", show);
  show();
  bar.append(...buttons);
  return bar;
}

// `control` is the textarea that holds the HTML. Without a table in it, an empty one with a row of headings is begun.
export function table(control, label) {
  const place = make("div", { className: "rich rich--table" });
  const editor = new Editor({
    element: place,
    injectCSS: false,
    content: control.value || EMPTY,
    extensions: [
      Document.extend({ content: "table" }), Text, Paragraph, Bold, Italic, Subscript, Superscript, HardBreak, History,
      FieldLink,
      Footnote,
      Table.extend({ addKeyboardShortcuts() {
        return { ...this.parent?.(), ...Object.fromEntries(Object.entries(KEYS).map(([key, act]) => [key, () => act(editor) || true])) };
      } }).configure({ resizable: false }),
      TableRow.extend({ content: "(tableCell | tableHeader)+" }), TableHeader.extend({ content: "paragraph+" }), TableCell.extend({ content: "paragraph+" }),
    ],
    editorProps: {
      attributes: { class: "rich__text", role: "textbox", "aria-multiline": "true", "aria-label": label, spellcheck: "true" },
      handleDrop(view, event) {
        const file = [...(event.dataTransfer?.files ?? [])].find(({ name }) => /\.[ct]sv$/i.test(name));
        if (file) fill(editor, file);
        return Boolean(file);
      },
      handlePaste(view, event) {
        const text = event.clipboardData?.getData("text/plain") ?? "";
        if (event.clipboardData?.getData("text/html") || !/[\t\n]./.test(text) || !text.includes("\t")) return false;
        return view.pasteHTML(tableOf(text), event);
      },
    },
    onUpdate({ editor: changed }) {
      const html = htmlOf(changed);
      if (html === control.value) return;
      control.value = html;
      control.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  place.prepend(toolbar(editor, label));
  place.append(make("p", { role: "status" }));
  return place;
}
