// The scale of a timeline (data-scale) is one stop of the Tab key. The arrow keys, Home and End move between its marks, and
// its caption says what the mark in focus or under the pointer is. Without this script each mark is a link all the same.
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

const marksOf = (drawing) => [...drawing.querySelectorAll("a[tabindex]:not([aria-hidden])")];

for (const scale of document.querySelectorAll("[data-scale]")) {
  const says = document.createElement("span");
  says.className = "scale__says";
  says.ariaHidden = "true"; // assistive software reads the name of the mark itself
  scale.querySelector("figcaption").prepend(says);

  const say = ({ target }) => {
    const link = target.closest("svg a");
    const named = link && marksOf(link.ownerSVGElement).find(({ href }) => href.baseVal === link.href.baseVal);
    says.textContent = named?.querySelector("title").textContent ?? "";
  };
  // Listeners of focus on a drawing itself would make it a stop of the Tab key in Chromium.
  scale.addEventListener("focusin", say);
  scale.addEventListener("pointerover", say);
  scale.addEventListener("focusout", () => (says.textContent = ""));
  scale.addEventListener("pointerleave", () => (says.textContent = ""));

  scale.addEventListener("keydown", (event) => {
    const link = event.target.closest("svg a");
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
}
