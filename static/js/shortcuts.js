// Keys that do what a button of the form does. Bound to [data-shortcuts], a <details> inside the form that lists them:
// Ctrl (or ⌘) with S saves, with Shift and P previews in a new tab, with Shift and Enter submits; Alt with ↑ or ↓ moves
// the block one is in; ? opens the list.
const list = document.querySelector("[data-shortcuts]");
const form = list?.closest("form");
const PREVIEW = "newsroom-preview";

const press = (name) => form.querySelector(`input[type=submit][name="${name}"]`)?.click();
const previewLink = () => document.querySelector("[data-preview]");

// The tab is opened with the key, so that no blocker stops it, and filled once the page is saved.
function preview() {
  window.open("", PREVIEW);
  sessionStorage.setItem(PREVIEW, "yes");
  press("_continue");
}

function showPreview() {
  if (!sessionStorage.getItem(PREVIEW)) return;
  sessionStorage.removeItem(PREVIEW);
  const saved = !form.querySelector('[data-warn-unsaved="yes"]');
  if (saved && previewLink()) window.open(previewLink().href, PREVIEW);
  else window.open("", PREVIEW)?.close();
}

function moving(here, label) {
  const block = here.closest(".inline-related");
  const button = block?.querySelector(`.move-block[aria-label="${label}"]`);
  if (!button) return null;
  return () => {
    button.click();
    here.focus();
    block.scrollIntoView({ block: "nearest" });
  };
}

function action(event) {
  if (!event.key || !event.target.closest) return null; // a browser that fills in a form
  const held = `${event.ctrlKey || event.metaKey ? "Ctrl+" : ""}${event.altKey ? "Alt+" : ""}${event.shiftKey ? "Shift+" : ""}`;
  const key = held + (event.key.length === 1 ? event.key.toLowerCase() : event.key);
  const writing = event.target.closest("input, textarea, select, [contenteditable=true]");
  switch (key) {
    case "Ctrl+s":
      return () => press("_continue");
    case "Ctrl+Shift+p":
      return preview;
    case "Ctrl+Shift+Enter":
      return () => press("_submit");
    case "Alt+ArrowUp":
      return moving(event.target, "Move up");
    case "Alt+ArrowDown":
      return moving(event.target, "Move down");
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
      event.stopPropagation(); // the text editor has plans of its own for some of them
      act();
    },
    true,
  );
}
