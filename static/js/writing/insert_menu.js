// The menu of what can be inserted: "/" at the start of an empty paragraph, or the ⊕ beside it. Typing narrows it.
import { Extension, pm } from "django-prose-editor/editor";
import { current, insert, insertable } from "./commands.js";
import { make } from "./elements.js";

const SLASH = /^\/([\p{L} ]*)$/u;

export const insertMenu = (types, place) => {
  const all = insertable(types);
  const list = make("ul", { className: "insert-menu", role: "listbox", id: "insert-menu", ariaLabel: "Insert", hidden: true });
  list.tabIndex = 0; // it may scroll
  const plus = make("button", { type: "button", className: "insert-button", title: "Insert (or type /)", ariaLabel: "Insert", textContent: "+" });
  plus.setAttribute("aria-haspopup", "listbox");
  plus.tabIndex = -1; // by keyboard: "/"
  plus.hidden = true;
  place.append(plus, list);
  let editor;
  let open = false; // by the button
  let closed = -1; // the place where Escape closed it
  let at = 0;
  let shown = [];

  // What was typed behind the slash; null if there is none.
  function typed() {
    const block = current(editor.state);
    if (!editor.isFocused || block?.node.type.name !== "paragraph" || !editor.state.selection.empty || block.at === closed) return null;
    return SLASH.exec(block.node.textContent)?.[1] ?? null;
  }

  function choose(name) {
    const block = current(editor.state);
    if (typed() !== null) {
      editor.view.dispatch(editor.state.tr.delete(block.at + 1, block.at + block.node.nodeSize - 1));
    }
    close();
    insert(editor, types, name);
  }

  function close() {
    open = false;
    list.hidden = true;
    editor.view.dom.removeAttribute("aria-activedescendant");
    editor.view.dom.removeAttribute("aria-controls");
  }

  function draw(words) {
    const wanted = words.trim().toLowerCase();
    shown = all.filter(([, label]) => label.toLowerCase().includes(wanted));
    at = Math.min(at, Math.max(shown.length - 1, 0));
    list.replaceChildren(
      ...shown.map(([name, label], number) => {
        const item = make("li", { role: "option", id: `insert-${name}`, textContent: label, ariaSelected: String(number === at) });
        item.addEventListener("mousedown", (event) => {
          event.preventDefault();
          choose(name);
        });
        return item;
      }),
    );
    list.hidden = shown.length === 0;
    if (list.hidden) return;
    list.children[at].scrollIntoView({ block: "nearest" });
    editor.view.dom.setAttribute("aria-controls", list.id);
    editor.view.dom.setAttribute("aria-activedescendant", `insert-${shown[at][0]}`);
  }

  function settle() {
    const block = current(editor.state);
    const isEmpty = editor.isEditable && block?.node.type.name === "paragraph" && block.node.content.size === 0;
    plus.hidden = !isEmpty || !editor.isFocused;
    const words = typed();
    const wasHidden = list.hidden;
    if (words === null && !open) {
      if (!list.hidden) close();
      if (block?.at !== closed) closed = -1;
    } else {
      draw(words ?? "");
    }
    if (plus.hidden && list.hidden) return;
    const line = editor.view.coordsAtPos(editor.state.selection.from);
    const around = place.getBoundingClientRect();
    place.style.setProperty("--line", `${line.top - around.top}px`);
    place.style.setProperty("--line-end", `${line.bottom - around.top}px`);
    if (wasHidden && !list.hidden) list.scrollIntoView({ block: "nearest" });
  }

  plus.addEventListener("mousedown", (event) => {
    event.preventDefault();
    open = !open;
    at = 0;
    settle();
  });

  function onKey(event) {
    if (list.hidden) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      at = (at + step + shown.length) % shown.length;
      draw(typed() ?? "");
    } else if (event.key === "Enter" || event.key === "Tab") {
      choose(shown[at][0]);
    } else if (event.key === "Escape") {
      closed = current(editor.state)?.at ?? -1;
      close();
    } else {
      return false;
    }
    return true;
  }

  return Extension.create({
    name: "insertMenu",
    priority: 1_000, // before the keys of lists and paragraphs
    onCreate() {
      editor = this.editor;
    },
    onTransaction({ transaction }) {
      if (transaction.docChanged) at = 0;
      if (editor) settle();
    },
    onFocus: () => settle(),
    onBlur: () => {
      close();
      plus.hidden = true;
    },
    addProseMirrorPlugins: () => [new pm.state.Plugin({ props: { handleKeyDown: (_, event) => onKey(event) } })],
  });
};
