// A block that is not text, within the document: what readers will see, its name, and its fields in a panel.
import { pm } from "django-prose-editor/editor";
import { current, go, move } from "./commands.js";
import { button, make } from "./elements.js";
import { inputsOf } from "./fields.js";
import { preview } from "./previews.js";
import { askSource } from "./source.js";

const LATER = 400; // milliseconds after the last key in a field
const CONTROLS = "input, textarea, select";
const PRESSED = `:is(${CONTROLS}, button, a, label, summary, [role="option"], [contenteditable="true"])`; // what a press in the fields can be for

const unstored = new Set(); // what puts typed fields into the document

// Put what was typed in fields into the document now, before the form is read.
export const storeFields = () => unstored.forEach((store) => store());

function firstWords({ fields }, type) {
  const texts = (type?.fields ?? []).filter(({ input }) => ["rich", "line", "text"].includes(input)).map(({ name }) => fields[name] ?? "");
  return (texts.find((text) => text.trim()) ?? "").replace(/<[^>]*>/g, " ").trim().slice(0, 120);
}

const isIncomplete = (type, fields) => type.fields.some(({ name, input, required }) => required && input === "relation" && !fields[name]);

export const blockView = (types, actions) => ({ node, editor, getPos }) => {
  const type = types[node.attrs.type];
  const name = type?.name ?? `Unknown block: ${node.attrs.type}`;
  const values = structuredClone(node.attrs.fields);
  let timer = 0;

  const store = () => {
    clearTimeout(timer);
    timer = 0;
    unstored.delete(store);
    const at = getPos();
    if (at === undefined) return;
    editor.view.dispatch(editor.state.tr.setNodeAttribute(at, "fields", structuredClone(values)));
    ask?.(values);
  };
  // What a site says of itself is no step of its own to undo.
  const fill = (found) => {
    Object.assign(values, found);
    for (const [name, value] of Object.entries(found)) {
      const field = fields.querySelector(`[data-field="${name}"]`);
      const control = field?.querySelector('input[type="number"]') ?? field?.querySelector(CONTROLS);
      if (!control) continue;
      control.value = value;
      window.django?.jQuery(control).trigger("change"); // beside a number is the name of what it stands for
    }
    const at = getPos();
    if (at === undefined) return;
    const tr = editor.state.tr.setNodeAttribute(at, "fields", structuredClone(values));
    editor.view.dispatch(tr.setMeta("addToHistory", false));
  };
  const ask = type?.asks && askSource(type.asks, values[type.asks], fill);
  const changed = () => {
    clearTimeout(timer);
    timer = setTimeout(store, LATER);
    unstored.add(store);
  };

  const shown = preview((row) => firstWords(row, type) || (type ? "Readers see nothing of this yet." : JSON.stringify(row.fields)));
  const fields = make("div", { className: "block__fields", hidden: true });
  let isPressed = false; // by a pointer: the page then stays where it is
  const edit = button(`Edit ${name.toLowerCase()}`, () => open(fields.hidden, { stays: isPressed }), { words: "Edit", className: "block__button" });
  edit.addEventListener("click", ({ detail }) => (isPressed = detail > 0), true);
  edit.setAttribute("aria-expanded", "false");
  const label = make("strong", { className: "block__name", textContent: name });
  const page = make("a", { className: "block__page", target: "_blank", textContent: `Open the ${name.toLowerCase()}`, hidden: true });
  const bar = make("div", { className: "block__bar", contentEditable: "false" }, label, page, ...(type ? [edit] : []));
  const dom = make("div", { className: "block", contentEditable: "false", role: "group", ariaLabel: name, dataset: { type: node.attrs.type } }, bar, shown.element, fields);

  // Show or hide the fields; the cursor goes into the field of that name, or the first.
  function open(wanted, { field, cursor, scrolls = false, stays = false } = {}) {
    fields.hidden = !wanted;
    edit.setAttribute("aria-expanded", String(wanted));
    edit.textContent = wanted ? "Done" : "Edit";
    if (wanted && !fields.childElementCount) {
      fields.append(...inputsOf(type, values, changed));
      fields.addEventListener("focusout", () => timer && store());
      fields.dispatchEvent(new CustomEvent("formset:added", { bubbles: true })); // their language, for the spelling
    }
    if (!wanted) return goOn(scrolls);
    const named = field && fields.querySelector(`[data-field="${CSS.escape(field)}"]`);
    const control = (named || fields.querySelector("[data-begins]") || fields).querySelector(`:is(${CONTROLS}, button)`);
    control?.focus({ preventScroll: stays });
    if (!stays) control?.scrollIntoView({ block: "nearest" }); // the block may have been made below the bars
    if (cursor != null) control?.setSelectionRange?.(cursor, cursor);
  }

  // Move the block, and stay in its field: the document may make its element anew.
  function moveAlong(direction, target) {
    store();
    const { view } = editor;
    const field = target.closest("[data-field]")?.dataset.field;
    const cursor = target.selectionStart;
    if (!move(view, direction, current(view.state, getPos()))) return;
    const moved = view.nodeDOM(view.state.selection.from);
    moved?.dispatchEvent(new CustomEvent("writing:edit", { detail: { field, cursor } }));
    moved?.scrollIntoView({ block: "nearest" });
  }

  // To the text below the block, which is there or made. By mouse the page stays where it is until one types.
  function goOn(scrolls) {
    const { state, view } = editor;
    const below = getPos() + node.nodeSize;
    const { tr } = state;
    if (!state.doc.resolve(below).nodeAfter?.isTextblock) tr.insert(below, state.schema.nodes.paragraph.create());
    tr.setSelection(pm.state.TextSelection.create(tr.doc, below + 1));
    view.dispatch(scrolls ? tr.scrollIntoView() : tr);
    view.focus();
  }

  // Enter in a field of one line goes to the next one: it doesn't send the story.
  function goToNext(control) {
    const all = [...fields.querySelectorAll(`:is(${CONTROLS}, [contenteditable="true"])`)].filter((each) => each.getClientRects().length);
    const next = all.slice(all.indexOf(control) + 1).find((each) => each.closest("[data-field]") !== control.closest("[data-field]"));
    if (next) return next.focus();
    store();
    open(false, { scrolls: true });
  }

  // A press between the fields leaves the cursor in them: browsers put it anywhere in the text.
  fields.addEventListener("mousedown", (event) => {
    if (event.target.closest(PRESSED)?.closest(".block__fields") === fields) return;
    event.preventDefault();
    if (fields.contains(document.activeElement)) return;
    const { view } = editor;
    view.dispatch(view.state.tr.setSelection(pm.state.NodeSelection.create(view.state.doc, getPos())));
    view.focus();
  });
  // Escape returns to the text, below the block.
  fields.addEventListener("keydown", (event) => {
    const direction = { ArrowUp: -1, ArrowDown: 1, PageUp: -1, PageDown: 1 }[event.key];
    if (event.altKey && direction && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      if (event.key.startsWith("Arrow")) moveAlong(direction, event.target);
      else go(editor.view, direction, current(editor.state, getPos()));
      return;
    }
    if (event.altKey && event.key === "Enter") {
      event.preventDefault();
      store();
      dom.dispatchEvent(new CustomEvent("writing:menu", { bubbles: true, detail: { at: getPos() } }));
      return;
    }
    if (event.key === "Enter" && event.target.localName === "input" && !event.defaultPrevented && !event.isComposing) {
      event.preventDefault();
      return goToNext(event.target);
    }
    if (event.key !== "Escape") return;
    event.stopPropagation();
    store();
    open(false, { scrolls: true });
  });
  dom.addEventListener("writing:refresh", () => show());
  // What was changed on that page in the meantime.
  const look = () => page.hidden || show();
  addEventListener("focus", look);
  dom.addEventListener("dblclick", () => type && open(true));
  dom.addEventListener("writing:ask", () => ask?.(values, true)); // just pasted
  dom.addEventListener("writing:edit", ({ detail }) => type && open(true, detail ?? {})); // just inserted, or named by a check

  function show() {
    dom.dataset.key = node.attrs.key ?? "";
    const id = node.attrs.fields[type?.page?.field];
    page.hidden = !id;
    if (id) page.href = type.page.at.replace(/\/0\//, `/${id}/`);
    dom.classList.toggle("block--incomplete", Boolean(type) && isIncomplete(type, node.attrs.fields));
    shown.show({ key: node.attrs.key, type: node.attrs.type, fields: node.attrs.fields });
  }
  const sign = () => (dom.dataset.key = node.attrs.key ?? "");
  sign();
  show();

  return {
    dom,
    update(next) {
      if (next.type !== node.type || next.attrs.type !== node.attrs.type) return false;
      const differs = JSON.stringify(next.attrs.fields) !== JSON.stringify(node.attrs.fields);
      node = next;
      sign();
      if (differs) {
        if (JSON.stringify(values) !== JSON.stringify(node.attrs.fields)) refill();
        show();
      }
      return true;
    },
    selectNode: () => dom.classList.add("block--selected"),
    deselectNode: () => dom.classList.remove("block--selected"),
    stopEvent: ({ target, type: kind }) => fields.contains(target) || (kind !== "dragstart" && target.closest?.("button") !== null),
    ignoreMutation: () => true,
    destroy: () => {
      clearTimeout(timer);
      unstored.delete(store);
      removeEventListener("focus", look);
    },
  };

  // What an undo or a merge brought.
  function refill() {
    for (const key of Object.keys(values)) delete values[key];
    Object.assign(values, structuredClone(node.attrs.fields));
    if (fields.childElementCount) fields.replaceChildren(...inputsOf(type, values, changed));
  }
};
