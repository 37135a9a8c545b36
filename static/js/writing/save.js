// Ctrl+S and Save send the form by fetch: the cursor stays, and what the server merged comes into the text as one change.
// What is refused is sent again as a form, whose page shows the reasons beside their fields; nothing was stored then.
// Where the server can't be reached, the page stays: autosave keeps the text on this computer, and tries again.
import { pm } from "django-prose-editor/editor";
import { bodyOf, nodesOf, rowOf } from "./body.js";
import { topLevel } from "./schema.js";

const source = document.querySelector("textarea[data-blocks]");
// A page with questions or refusals goes with them.
const ANSWERED = ".clashes, .errornote, .kept-notice";

// The database may keep the names of fields in another order, and the server drops spaces at the end of a text: those
// stay in the document, where more will be typed.
function plain(_, value) {
  if (typeof value === "string") return value.trim();
  return value?.constructor === Object ? Object.fromEntries(Object.entries(value).sort()) : value;
}
const same = (one, other) => JSON.stringify(one, plain) === JSON.stringify(other, plain);
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

// Take over the server's texts; return whether all of them are in the form now.
function takeFields(form, sent, fields) {
  let isWhole = true;
  for (const [name, value] of Object.entries(fields)) {
    const field = form.elements[name];
    if (!field || field instanceof RadioNodeList || field.value === value) continue;
    if (field.value === sent.get(name)) field.value = value;
    else if (value !== sent.get(name)) isWhole = false;
  }
  return isWhole;
}

export function saveByFetch(editor) {
  const { form } = source;
  const button = form.querySelector("[name=_continue]");
  const state = document.querySelector("[data-saved]");
  let sending = false;
  let again = false; // asked for while it was sent
  let plainly = false;

  const held = () => JSON.stringify([...new FormData(form)].filter(([name]) => !name.startsWith("_")));

  async function save() {
    if (sending) {
      again = true;
      return;
    }
    sending = true;
    again = false;
    state.textContent = "Saving…";
    const sent = new FormData(form, button);
    const body = bodyOf(editor.state.doc);
    const before = held();
    form.dispatchEvent(new CustomEvent("saving")); // autosave begins a new copy: what is typed from here on
    try {
      const saved = await post(sent);
      if (saved === null) {
        state.textContent = "";
        form.dispatchEvent(new CustomEvent("unsaved"));
        return;
      }
      const isSame = held() === before;
      again &&= !isSame;
      const isWhole = takeFields(form, sent, saved.fields);
      if (takeOver(editor, body, saved.body) && isWhole && (isSame || !saved.others)) {
        form.elements._base.value = saved.base;
        form.elements._head.value = saved.base;
      } // Otherwise the next save is merged with it once more.
      const note = form.elements._note;
      if (note?.value === sent.get("_note")) note.value = ""; // it was about that save
      state.textContent = [`Saved ${saved.at}`, saved.told].filter(Boolean).join(" · ");
      for (const [selector, html] of Object.entries(saved.parts)) {
        const part = document.querySelector(selector);
        if (part) part.innerHTML = html;
      }
      form.dispatchEvent(new CustomEvent("saved", { detail: saved }));
      if (saved.others && isSame) open();
    } catch {
      plainly = true;
      button.click();
    } finally {
      sending = false;
    }
    if (again) save();
  }

  // Open the page again, with what others changed in its other fields.
  function open() {
    form.dispatchEvent(new CustomEvent("reopening"));
    location.reload();
  }

  // What the server says; null if it can't be reached or fails.
  async function post(sent) {
    let response;
    try {
      response = await fetch(form.action, { method: "POST", body: sent, headers: { Accept: "application/json" } });
    } catch {
      return null;
    }
    if (response.status >= 500) return null;
    if (!response.headers.get("Content-Type")?.startsWith("application/json")) throw new Error("refused");
    return response.json();
  }

  form.addEventListener(
    "submit",
    (event) => {
      if (plainly || event.submitter !== button || !form.elements._base || document.querySelector(ANSWERED)) return;
      if ([...form.querySelectorAll("input[type=file]")].some(({ files }) => files.length)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      save();
    },
    true,
  );
}
