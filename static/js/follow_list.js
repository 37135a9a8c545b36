// The list of a timeline and its scale move together. The mark of the event at the reading line stands out, and once the scale
// itself is out of sight, a strip of it stays at the foot of the window, if the list is of some length. A mark leads to its
// event, as ever. Without this script, the scale above is all there is.
const FEWEST = 10; // events
const LINE = "0px 0px -70% 0px"; // what is above the reading line, of the window
const HIGH = 38; // units of the drawing above the axis
const POINTER = 10; // of these, for what points to the mark of the event that is read

let watch = null; // of the events
let seen = null; // of the scale

const marksIn = (drawing) => [...drawing.querySelectorAll("a[tabindex]:not([aria-hidden])")];
const idOf = (link) => link.getAttribute("href").slice(1);

// A drawing as one line of marks on its axis: what is above them is in the scale itself.
function stripOf(drawing) {
  const strip = drawing.cloneNode(true);
  const [, , width, height] = drawing.getAttribute("viewBox").split(" ").map(Number);
  const axis = height - 23; // see timelines/scale/drawing.py
  strip.setAttribute("viewBox", `0 ${axis - HIGH} ${width} ${HIGH + 23}`);
  strip.removeAttribute("role");
  strip.ariaHidden = "true";
  strip.querySelectorAll("defs, .row, .leader, .band text, .grid, [aria-hidden]").forEach((part) => part.remove());
  const columns = [...strip.querySelectorAll(".column")];
  const tallest = Math.max(...columns.map((column) => column.height.baseVal.value));
  for (const link of strip.querySelectorAll("a")) {
    link.tabIndex = -1;
    const [column, dot, bar] = ["rect.column", "circle", "rect"].map((part) => link.querySelector(part));
    if (column) {
      const foot = column.y.baseVal.value + column.height.baseVal.value;
      link.setAttribute("transform", `translate(0 ${axis}) scale(1 ${(HIGH - POINTER - 2) / tallest}) translate(0 ${-foot})`);
    } else {
      const y = dot ? dot.cy.baseVal.value : bar.y.baseVal.value + 4.5;
      link.setAttribute("transform", `translate(0 ${axis - (HIGH - POINTER) / 2 - y})`);
    }
  }
  const here = document.createElementNS("http://www.w3.org/2000/svg", "path");
  here.setAttribute("class", "here");
  here.dataset.top = axis - HIGH;
  strip.append(here);
  return strip;
}

// Point to the middle of a mark on a strip.
function pointTo(link) {
  const here = link.ownerSVGElement.querySelector(".here");
  const { cx, x, width } = link.querySelector("circle, rect");
  const middle = cx?.baseVal.value ?? x.baseVal.value + width.baseVal.value / 2;
  here.setAttribute("d", `M${middle - 6} ${Number(here.dataset.top) + 1}h12l-6 8z`);
}

function start() {
  watch?.disconnect();
  seen?.disconnect();
  const page = document.querySelector(".timeline-page:not(.framed *)");
  const scale = page?.querySelector("[data-scale]");
  const list = page?.querySelector(".events");
  if (!scale || !list) return;
  const events = [...list.querySelectorAll(".event")];
  const places = new Map(events.map(({ id }, place) => [id, place]));
  if (events.length >= FEWEST) {
    const strip = document.createElement("div");
    strip.className = "strip scale";
    strip.append(...[...scale.querySelectorAll(".scale__drawing")].map(stripOf));
    list.append(strip);
    seen = new IntersectionObserver(([{ isIntersecting }]) => (strip.hidden = isIntersecting));
    seen.observe(scale);
  }
  const drawings = [...page.querySelectorAll(".scale__drawing")].map(marksIn);

  // The mark of an event, or the column that counts it: the last one that begins above it in the list.
  function show(at) {
    for (const marks of drawings) {
      const own = marks.filter((link) => idOf(link) === events[at].id);
      const counted = marks.some((link) => link.querySelector(".column"));
      const above = counted ? marks.filter((link) => places.get(idOf(link)) <= at) : [];
      const last = Math.max(...above.map((link) => places.get(idOf(link))));
      const current = new Set(own.length ? own : above.filter((link) => places.get(idOf(link)) === last));
      marks.forEach((link) => link.classList.toggle("is-current", current.has(link)));
      for (const link of current) {
        if (!link?.closest(".strip")) continue;
        link.parentNode.append(link); // above its neighbors
        pointTo(link);
      }
    }
  }
  const above = new Set(); // places of the events of which a part is above the line: the last one is read
  watch = new IntersectionObserver(
    (found) => {
      for (const { target, isIntersecting } of found) above[isIntersecting ? "add" : "delete"](places.get(target.id));
      if (above.size) show(Math.max(...above));
    },
    { rootMargin: LINE },
  );
  events.forEach((event) => watch.observe(event));
}

start();
document.addEventListener("timeline:shown", start);
