// The scale of a timeline (data-scale) is one stop of the Tab key. The arrow keys, Home and End move between its marks, and
// its caption says what the mark in focus or under the pointer is. Without this script each mark is a link all the same.
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

const marksOf = (drawing) => [...drawing.querySelectorAll("a[tabindex]:not([aria-hidden])")];

const linkOf = ({ target }) => target.closest?.("[data-scale] svg a");

function saysOf(scale) {
  const found = scale.querySelector(".scale__says");
  if (found) return found;
  const says = document.createElement("span");
  says.className = "scale__says";
  says.ariaHidden = "true"; // assistive software reads the name of the mark itself
  scale.querySelector("figcaption").prepend(says);
  return says;
}

let speaking = null;

function say(event) {
  const link = event.type === "focusout" ? null : linkOf(event);
  if (speaking) speaking.textContent = "";
  speaking = link && saysOf(link.closest("[data-scale]"));
  if (!link) return;
  const named = marksOf(link.ownerSVGElement).find(({ href }) => href.baseVal === link.href.baseVal);
  speaking.textContent = named?.querySelector("title").textContent ?? "";
}
// On the document: listeners of focus on a drawing itself would make it a stop of the Tab key in Chromium, and a choice of
// events puts a new scale in the place of the old one.
for (const kind of ["focusin", "focusout", "pointerover"]) document.addEventListener(kind, say);

document.addEventListener("keydown", (event) => {
  const link = linkOf(event);
  if (!link || event.altKey || event.ctrlKey || event.metaKey) return;
  const marks = marksOf(link.ownerSVGElement);
  const mirrored = link.ownerSVGElement.getAttribute("direction") === "rtl" && /Left|Right/.test(event.key);
  const at = marks.indexOf(link);
  const steps = (STEPS[event.key] ?? 0) * (mirrored ? -1 : 1);
  const to = { Home: 0, End: marks.length - 1 }[event.key] ?? at + steps;
  if (at < 0 || to === at || !marks[to]) return;
  event.preventDefault();
  marks[at].setAttribute("tabindex", "-1");
  marks[to].setAttribute("tabindex", "0");
  marks[to].focus();
});
