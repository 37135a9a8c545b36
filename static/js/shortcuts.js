// Keyboard shortcuts for writing. Bound to [data-shortcuts], a <details> inside the form that lists them. A button of the form names
// its own: data-key="Ctrl+s" (⌘ counts as Ctrl). Ctrl+Shift+P saves and previews in a new tab, Alt with ↑ or ↓ moves the
// current row, with PgUp or PgDn goes into the text, ? opens the list. The keys within the text are in static/js/writing.
const list = document.querySelector("[data-shortcuts]");
const form = list?.closest("form");
const PREVIEW = "newsroom-preview";

const save = form?.querySelector('[name="_continue"]');
const previewLink = () => document.querySelector("[data-preview]");

// The tab opens with the key, so that no blocker stops it, and gets its page once this one is saved: here, or on the next page.
function preview() {
  window.open("", PREVIEW);
  sessionStorage.setItem(PREVIEW, "yes");
  save.click();
}

function showPreview(isSaved) {
  if (!sessionStorage.getItem(PREVIEW)) return;
  sessionStorage.removeItem(PREVIEW);
  if (isSaved && previewLink()) window.open(previewLink().href, PREVIEW);
  else window.open("", PREVIEW)?.close();
}

function moving(here, label) {
  const block = here.closest(".inline-related, [data-event]");
  const button = block?.querySelector(`.move-block[aria-label="${label}"]`);
  if (!button) return null;
  return () => {
    button.click();
    here.focus();
    block.scrollIntoView({ block: "nearest" });
  };
}

// From the headline, the deck or the panel into the text.
function toText(here) {
  const text = form.querySelector(".writing__text");
  return text && !text.contains(here) ? () => text.focus() : null;
}

function action(event) {
  if (!event.key || !event.target.closest) return null; // a browser that fills in a form
  const held = `${event.ctrlKey || event.metaKey ? "Ctrl+" : ""}${event.altKey ? "Alt+" : ""}${event.shiftKey ? "Shift+" : ""}`;
  const letter = event.altKey && /^Key([A-Z])$/.exec(event.code)?.[1]; // Option types "π" for P
  const key = held + (letter || event.key.length === 1 ? (letter || event.key).toLowerCase() : event.key);
  const writing = event.target.closest("input, textarea, select, [contenteditable=true]");
  const button = form.querySelector(`[data-key="${CSS.escape(key)}"]:not([hidden])`);
  if (button) return () => button.click();
  switch (key) {
    case "Ctrl+Shift+p":
      return save && preview;
    case "Alt+ArrowUp":
      return moving(event.target, "Move up");
    case "Alt+ArrowDown":
      return moving(event.target, "Move down");
    case "Alt+PageUp":
    case "Alt+PageDown":
      return toText(event.target);
    case "Shift+?":
    case "?":
      if (writing) return null;
      return () => {
        for (let around = list; around; around = around.parentElement) if (around.localName === "details") around.open = true;
        list.querySelector("summary").focus();
      };
    default:
      return null;
  }
}

if (form) {
  form.querySelector("[data-preview-tab]")?.addEventListener("click", preview);
  showPreview(!form.querySelector('[data-warn-unsaved="yes"]'));
  form.addEventListener("saved", () => showPreview(true));
  form.addEventListener("unsaved", () => showPreview(false));
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
