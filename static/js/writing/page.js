// The writing page: one document in place of textarea[data-blocks], which keeps the JSON of the body for the form.
// Without this script the JSON can be edited.
import { Editor, Extension, pm } from "django-prose-editor/editor";
import { cancelIdle, whenIdle } from "../when_idle.js";
import { aboveText } from "./above_text.js";
import { blockView, storeFields } from "./block_view.js";
import { bodyOf, documentOf, jsonOf } from "./body.js";
import { tagChips } from "./chips.js";
import { typeBelow, withLine } from "./commands.js";
import { make } from "./elements.js";
import "./filed_in.js";
import { findBar, finding } from "./find.js";
import { footnoteDialog } from "./footnotes.js";
import { handle } from "./handle.js";
import { insertMenu } from "./insert_menu.js";
import { linkDialog } from "./links.js";
import { paste } from "./paste.js";
import { previewPanel } from "./preview_panel.js";
import { questions } from "./questions.js";
import { rowChips } from "./row_chips.js";
import { saveByFetch } from "./save.js";
import { extensions, topLevel } from "./schema.js";
import { toolbar } from "./toolbar.js";
import { typography } from "./typography.js";

const LATER = 500; // milliseconds
const source = document.querySelector("textarea[data-blocks]");

function keys(openLink, openFootnote, openFind) {
  return Extension.create({
    name: "pageKeys",
    priority: 2_000, // before the editor's own dialog for links
    addKeyboardShortcuts: () => ({
      "Mod-k": () => openLink() ?? true,
      "Mod-Alt-f": () => openFootnote() ?? true,
      "Mod-h": () => openFind() ?? true,
      "Mod-f": () => openFind() ?? true,
    }),
  });
}

// The browser tells of a moved cursor later than it moves it. A key that follows at once would else act where the cursor
// was: Enter right after an arrow would replace the words that were selected.
function readCursor(view, { keyCode }) {
  if (!view.composing && keyCode !== 229) view.domObserver.flush();
  return false;
}

// How near the cursor may come to the edges of the window, where the bars are: as everything else that is scrolled to.
const edge = (side) => parseFloat(getComputedStyle(document.documentElement)[`scrollPadding${side}`]) || 0;
const edges = {
  left: 0,
  right: 0,
  get top() {
    return edge("Top");
  },
  get bottom() {
    return edge("Bottom");
  },
};

// A refusal names a block by its number in what was sent: it is said there too.
function tellErrors(editor, sent = bodyOf(editor.state.doc)) {
  for (const block of editor.view.dom.querySelectorAll(".block--refused")) {
    block.classList.remove("block--refused");
    block.removeAttribute("title");
  }
  for (const { textContent } of document.querySelectorAll(".field-body .errorlist li")) {
    const key = sent[/^Block (\d+),/.exec(textContent)?.[1] - 1]?.key;
    const block = key && editor.view.dom.querySelector(`.block[data-key="${CSS.escape(key)}"]`);
    block?.classList.add("block--refused");
    block?.setAttribute("title", textContent);
  }
}

// Keep the body in the form as JSON. With every key that would take a long story a frame, so it is made when the form is
// read: by what saves it, what keeps it, and what asks whether to leave. They hear of a change between two keys.
function keepInForm(editor) {
  let doc = null; // the document that `json` says
  let json = "";
  let telling = 0;
  let writing = 0;
  const read = () => {
    if (doc !== editor.state.doc) [doc, json] = [editor.state.doc, jsonOf(editor.state.doc)];
    return json;
  };
  const write = () => {
    writing = 0;
    source.value = read();
  };
  const tell = () => {
    cancelIdle(telling);
    telling = 0;
    writing ||= setTimeout(write, LATER); // drawing the page again costs more than the JSON
    source.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const settle = () => {
    storeFields();
    write();
    if (telling) tell();
  };
  editor.on("update", () => (telling ||= whenIdle(tell)));
  source.form.addEventListener("formdata", ({ formData }) => formData.set(source.name, read()));
  source.form.addEventListener("submit", settle, true);
  for (const name of ["beforeunload", "pagehide", "visibilitychange"]) window.addEventListener(name, settle, true);
  write(); // as a change would be written, so that one that is undone leaves no trace
}

// A press into the white space below the last block puts the cursor at the end of the text.
function goToEndBelow(column, { view }) {
  column.addEventListener("mousedown", (event) => {
    const { target, clientY, button } = event;
    const isBelow = clientY > view.dom.lastElementChild.getBoundingClientRect().bottom;
    if (button !== 0 || !isBelow || target.closest("button, input, select, textarea, a, label, [role=menu], [role=listbox]")) return;
    event.preventDefault();
    view.dispatch(view.state.tr.setSelection(pm.state.Selection.atEnd(view.state.doc)));
    view.focus();
  });
}

// A press between two blocks, the upper of which doesn't end with text, puts the cursor there: browsers put it anywhere.
function goBetween({ view }) {
  view.dom.addEventListener("mousedown", (event) => {
    const { target, clientY, button } = event;
    if (button !== 0 || target !== view.dom) return;
    const children = [...view.dom.querySelectorAll(":scope > [data-key]")];
    const number = children.findLastIndex((child) => child.getBoundingClientRect().bottom <= clientY);
    const [above, below] = children.slice(number).map((child) => child.getBoundingClientRect());
    const found = number >= 0 && topLevel(view.state.doc).find(({ node }) => node.attrs.key === children[number].dataset.key);
    if (!above || !found || below?.top <= clientY) return;
    if (!found.node.isAtom && found.node.type.name !== "blockquote") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    view.dispatch(withLine(view.state.tr, found.at + found.node.nodeSize));
    view.focus();
  }, true);
}

function start(body) {
  const types = JSON.parse(source.dataset.blocks);
  const text = make("div", { className: "writing__page" });
  const told = make("p", { className: "writing__told", role: "status" });
  const place = make("div", { className: "writing" });
  const tools = {};
  let tellsOf = null; // the document that was told of
  const tell = (words) => {
    told.textContent = words;
    tellsOf = editor.state.doc;
  };
  const editor = new Editor({
    element: text,
    injectCSS: false,
    extensions: [
      ...extensions(blockView(types), "Write, or type / to insert"),
      insertMenu(types, text),
      handle(text, tell),
      finding,
      questions,
      ...("typography" in source.dataset ? [typography] : []),
      paste(tell),
      keys(() => tools.link(), () => tools.footnote(), () => tools.find()),
    ],
    editorProps: {
      attributes: { class: "writing__text", role: "textbox", "aria-multiline": "true", "aria-label": "Text", spellcheck: "true" },
      handleDOMEvents: { keydown: readCursor },
      handleTextInput: (view, _from, _to, typed) => typeBelow(view, typed),
      scrollMargin: edges,
      scrollThreshold: edges,
    },
    // Not by a transaction: what is there when the page is opened can't be undone.
    onBeforeCreate: ({ editor: made }) => (made.options.content = documentOf(made.schema, body).toJSON()),
  });
  // The nodes that were made from rows remember them, so that what nobody touches comes back as it was.
  const { state } = editor;
  const { tr } = state;
  tr.replaceWith(0, state.doc.content.size, documentOf(editor.schema, body).content).setMeta("addToHistory", false);
  tr.setSelection(pm.state.Selection.atStart(tr.doc)); // not behind what was put in
  editor.view.updateState(state.apply(tr));

  tools.link = linkDialog(editor, tell);
  tools.footnote = footnoteDialog(editor, tell);
  const find = findBar(editor);
  tools.find = find.open;
  tools.tell = tell;
  // What was told is over with the next change, and once all is saved.
  const hush = () => {
    told.textContent = "";
    tellsOf = null;
  };
  editor.on("update", () => tellsOf && !tellsOf.eq(editor.state.doc) && hush());
  source.form.addEventListener("saved", hush);
  goBetween(editor);
  goToEndBelow(source.closest(".story-desk__story") ?? text, editor);
  place.append(make("div", { className: "writing__top" }, toolbar(editor, types, tools), find.bar), text, told);
  keepInForm(editor);
  source.hidden = true;
  source.after(place);
  source.labels[0]?.addEventListener("click", () => editor.commands.focus());
  const lang = document.querySelector("[name=language]");
  const speak = () => (editor.view.dom.lang = lang?.value ?? "en");
  lang?.addEventListener("change", speak);
  speak();
  // Other scripts of the page put the cursor at a place in the text.
  editor.view.dom.addEventListener("writing:cursor", ({ detail: { node, offset } }) => {
    const { view } = editor;
    view.dispatch(view.state.tr.setSelection(pm.state.Selection.near(view.state.doc.resolve(view.posAtDOM(node, offset)))));
    view.focus();
  });
  tellErrors(editor);
  saveByFetch(editor, tellErrors);
  return editor;
}

function listIn(textarea) {
  try {
    const found = JSON.parse(textarea.value || "[]") ?? [];
    return Array.isArray(found) ? found : null;
  } catch {
    return null; // to be mended as it is
  }
}

function bodyIn(textarea) {
  const body = listIn(textarea);
  return body?.every((row) => row?.fields && typeof row.fields === "object") ? body : null;
}

const body = source && bodyIn(source);
const tags = document.querySelector("input[data-tags]");
if (tags) tagChips(tags, tags.dataset.tags);
document.querySelectorAll("textarea[data-rows]").forEach((rows) => listIn(rows)?.every((row) => row?.key) && rowChips(rows));
export const editor = body && start(body);
if (source) aboveText(source.form, editor);
const preview = document.querySelector("[data-preview-panel]");
if (preview) previewPanel(preview, editor);
