// Keyboard shortcuts for writing. Bound to [data-shortcuts], a <details> inside the form that lists them. A button of the form names
// its own: data-key="Ctrl+s" (⌘ counts as Ctrl). Ctrl+Shift+P saves and previews in a new tab, Alt with ↑ or ↓ moves the
// current block, with PgUp or PgDn it goes to the block above or below, ? opens the list.
const list = document.querySelector("[data-shortcuts]");
const form = list?.closest("form");
const PREVIEW = "newsroom-preview";

const save = form?.querySelector('[name="_continue"]');
const previewLink = () => document.querySelector("[data-preview]");

// The tab opens with the key, so that no blocker stops it, and gets its page once this one is saved.
function preview() {
  window.open("", PREVIEW);
  sessionStorage.setItem(PREVIEW, "yes");
  save.click();
}

function showPreview() {
  if (!sessionStorage.getItem(PREVIEW)) return;
  sessionStorage.removeItem(PREVIEW);
  const saved = !form.querySelector('[data-warn-unsaved="yes"]');
  if (saved && previewLink()) window.open(previewLink().href, PREVIEW);
  else window.open("", PREVIEW)?.close();
}

function moving(here, label) {
  const block = here.closest(".body-block, .inline-related");
  const button = block?.querySelector(`.move-block[aria-label="${label}"]`);
  if (!button) return null;
  return () => {
    button.click();
    here.focus();
    block.scrollIntoView({ block: "nearest" });
  };
}

function going(here, step) {
  const all = [...form.querySelectorAll(".body-block")];
  const next = all[all.indexOf(here.closest(".body-block")) + step];
  const seen = (control) => control.checkVisibility() && control.type !== "checkbox";
  const text = [...(next?.querySelectorAll("input, textarea, select") ?? [])].find(seen);
  if (!text) return null;
  return () => {
    text.focus();
    next.scrollIntoView({ block: "nearest" });
  };
}

function action(event) {
  if (!event.key || !event.target.closest) return null; // a browser that fills in a form
  const held = `${event.ctrlKey || event.metaKey ? "Ctrl+" : ""}${event.altKey ? "Alt+" : ""}${event.shiftKey ? "Shift+" : ""}`;
  const key = held + (event.key.length === 1 ? event.key.toLowerCase() : event.key);
  const writing = event.target.closest("input, textarea, select, [contenteditable=true]");
  const button = form.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (button) return () => button.click();
  switch (key) {
    case "Ctrl+Shift+p":
      return save && preview;
    case "Alt+ArrowUp":
      return moving(event.target, "Move up");
    case "Alt+ArrowDown":
      return moving(event.target, "Move down");
    case "Alt+PageUp":
      return going(event.target, -1);
    case "Alt+PageDown":
      return going(event.target, 1);
    case "Shift+?":
    case "?":
      if (writing) return null;
      return () => {
        list.open = true;
        list.querySelector("summary").focus();
      };
    default:
      return null;
  }
}

if (form) {
  showPreview();
  document.addEventListener(
    "keydown",
    (event) => {
      const act = action(event);
      if (!act) return;
      event.preventDefault();
      event.stopPropagation(); // the text editor uses some of them itself
      act();
    },
    true,
  );
}
