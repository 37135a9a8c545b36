// The handle beside the block under the mouse: drag it to move the block, press it for a menu. The same by keys: Alt+Enter
// opens the menu of the block at the cursor, Alt with ↑ or ↓ moves that block, Ctrl+Shift+D duplicates it. Alt with PgUp or
// PgDn goes to the block above or below.
import { Extension, pm } from "django-prose-editor/editor";
import { current, duplicate, go, move, numberings, remove, selectWords } from "./commands.js";
import { conversion } from "./convert.js";
import { button, make } from "./elements.js";
import { topLevel } from "./schema.js";

export const handle = (place, tell) => {
  const grip = make("button", { type: "button", className: "block-handle", draggable: true, title: "Drag to move, press for a menu", ariaLabel: "Block menu", textContent: "⠿" });
  grip.tabIndex = -1; // by keyboard: Alt+Enter
  grip.setAttribute("aria-haspopup", "menu");
  grip.setAttribute("aria-expanded", "false");
  const menu = make("div", { className: "block-menu", role: "menu", ariaLabel: "Block menu", hidden: true });
  place.append(grip, menu);
  grip.hidden = true;
  let editor;
  let block = null;

  const acts = [
    ["Move up", () => move(editor.view, -1, fresh()), "Alt ↑"],
    ["Move down", () => move(editor.view, 1, fresh()), "Alt ↓"],
    ["Duplicate", () => duplicate(editor.view, fresh()), "Ctrl Shift D"],
    ["Delete", () => remove(editor.view, fresh())],
  ];
  function fill() {
    const convert = fresh() && conversion(editor, fresh(), tell);
    menu.replaceChildren(
      ...[...acts, ...(convert ? [convert] : []), ...numberings(editor.view, fresh())].map(([label, act, keys]) => {
        const item = button(label, () => {
          show(false);
          act();
          editor.view.focus(); // at once, for the key that follows
        });
        item.role = "menuitem";
        if (keys) item.append(make("kbd", { textContent: keys, ariaHidden: "true" }));
        item.tabIndex = -1; // arrows move within a menu
        return item;
      }),
    );
  }

  function show(wanted) {
    menu.hidden = !wanted;
    grip.setAttribute("aria-expanded", String(wanted));
    if (!wanted) return;
    fill();
    menu.scrollIntoView({ block: "nearest" });
    menu.firstChild.focus({ preventScroll: true });
  }

  // The menu of a block by keyboard, at the line of the cursor.
  function showAt(found) {
    block = found;
    if (!block) return false;
    const { view, state } = editor;
    const { top } = block.node.isAtom ? view.nodeDOM(block.at).getBoundingClientRect() : view.coordsAtPos(state.selection.head);
    place.style.setProperty("--handle", `${top - place.getBoundingClientRect().top}px`);
    show(true);
    return true;
  }

  // The block that the handle is beside, as it is now.
  function fresh() {
    return block && current(editor.state, Math.min(block.at, editor.state.doc.content.size));
  }

  function follow({ clientY }) {
    if (!menu.hidden || !editor.isEditable) return;
    const box = editor.view.dom.getBoundingClientRect();
    if (clientY < box.top || clientY > box.bottom) return hide();
    const element = [...editor.view.dom.children].find((child) => {
      const { top, bottom } = child.getBoundingClientRect();
      return clientY >= top - 4 && clientY <= bottom + 4;
    });
    if (!element) return;
    const found = topLevel(editor.state.doc).find(({ node }) => node.attrs.key === element.dataset.key);
    block = found ? current(editor.state, found.at) : null;
    if (!block) return hide();
    grip.hidden = false;
    place.style.setProperty("--handle", `${element.getBoundingClientRect().top - place.getBoundingClientRect().top}px`);
  }

  function hide() {
    if (menu.hidden) grip.hidden = true;
  }

  place.addEventListener("mousemove", follow);
  place.addEventListener("mouseleave", hide);
  grip.addEventListener("click", () => show(menu.hidden));
  place.addEventListener("writing:menu", ({ detail: { at } }) => showAt(current(editor.state, at)));
  document.addEventListener("mousedown", ({ target }) => {
    if (!menu.hidden && !menu.contains(target) && target !== grip) show(false);
  });
  menu.addEventListener("keydown", (event) => {
    const items = [...menu.children];
    const at = items.indexOf(document.activeElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (next !== undefined) {
      items.at(next % items.length).focus();
    } else if (event.key === "Escape" || event.key === "Tab") {
      show(false);
      editor.view.focus();
    } else {
      return;
    }
    event.preventDefault();
  });
  grip.addEventListener("dragstart", (event) => {
    const here = fresh();
    if (!here) return event.preventDefault();
    const { view } = editor;
    const selection = pm.state.NodeSelection.create(view.state.doc, here.at);
    view.dispatch(view.state.tr.setSelection(selection));
    const { dom, text } = view.serializeForClipboard(selection.content());
    event.dataTransfer.clearData();
    event.dataTransfer.setData("text/html", dom.innerHTML);
    event.dataTransfer.setData("text/plain", text);
    event.dataTransfer.effectAllowed = "copyMove";
    event.dataTransfer.setDragImage(view.nodeDOM(here.at), 0, 0);
    view.dragging = { slice: selection.content(), move: true };
  });

  return Extension.create({
    name: "handle",
    onCreate() {
      editor = this.editor;
    },
    onTransaction: ({ transaction }) => transaction.docChanged && hide(),
    addKeyboardShortcuts: () => ({
      "Alt-Enter": () => showAt(current(editor.state)),
      "Alt-ArrowUp": () => move(editor.view, -1),
      "Alt-ArrowDown": () => move(editor.view, 1),
      "Mod-a": () => selectWords(editor.view),
      "Alt-PageUp": () => go(editor.view, -1),
      "Alt-PageDown": () => go(editor.view, 1),
      "Mod-Shift-d": () => duplicate(editor.view),
    }),
  });
};
