// Arrow keys move through the calendar: left and right its days, up and down its lines. M opens the page that reschedules
// the current line, V previews the site at its time. Bound to [data-calendar] with [data-day] and [data-line] in it; keys elsewhere stay free.
const calendar = document.querySelector("[data-calendar]");
const inOrder = (what) => [...calendar.querySelectorAll(`[data-${what}]`)];
const handle = (place) => place.querySelector("a, button") ?? place;

function beside(what, here, step) {
  const all = inOrder(what);
  const at = all.indexOf(here.closest(`[data-${what}]`));
  if (at >= 0) return all[at + step];
  const day = here.closest("[data-day]"); // on the name of a day: its first line, or the last one before
  const after = all.findIndex((each) => day.compareDocumentPosition(each) & (Node.DOCUMENT_POSITION_FOLLOWING | Node.DOCUMENT_POSITION_CONTAINED_BY));
  return step > 0 ? all[after] : all[(after < 0 ? all.length : after) - 1];
}

function walk(what, here, step) {
  const next = beside(what, here, step);
  if (!next) return;
  handle(next).focus();
  next.scrollIntoView({ block: "nearest" });
}

const press = (here, act) => here.closest("[data-line]")?.querySelector(`[data-${act}]`)?.click();
const keys = {
  ArrowLeft: (here) => walk("day", here, -1),
  ArrowRight: (here) => walk("day", here, 1),
  ArrowUp: (here) => walk("line", here, -1),
  ArrowDown: (here) => walk("line", here, 1),
  m: (here) => press(here, "move"),
  v: (here) => press(here, "look"),
};

calendar.addEventListener("keydown", (event) => {
  const { ctrlKey, altKey, metaKey, shiftKey, key, target } = event;
  if (ctrlKey || altKey || metaKey || shiftKey || !keys[key] || !target.closest("[data-day]")) return;
  event.preventDefault();
  keys[key](target);
});
