// The scale of the events as they stand in the table, drawn by the server after each change, in the style of readers' pages.
// Bound to [data-live-scale], a <details> with the address, which stays closed if it was closed; without this script it is
// hidden.
import { post } from "../writing/post.js";
import { field, rows, table } from "./rows.js";

const SOON = 400; // milliseconds after the last change
const CLOSED = "timeline-scale-closed";
const place = document.querySelector("[data-live-scale]");
const inner = place?.querySelector("div");
let shown = "";
let timer = 0;
let newest = 0;

const eventOf = (row) => ({
  row: row.id,
  id: field(row, "id").value,
  when: field(row, "date_text").value,
  headline: field(row, "headline").value,
  is_key: field(row, "is_key").checked,
  group: field(row, "lane").value,
  is_deleted: field(row, "DELETE")?.checked ?? false,
});

// The row that a mark leads to is outside the shadow tree, where a link finds it all the same; the cursor goes there, too.
function follow(event) {
  const link = event.target.closest("a[href^='#']");
  const row = link && document.getElementById(link.getAttribute("href").slice(1));
  if (!row) return;
  event.preventDefault();
  row.scrollIntoView({ block: "center" });
  row.querySelector?.("[data-cell]")?.focus({ preventScroll: true });
}

function rootOf() {
  if (inner.shadowRoot) return inner.shadowRoot;
  const root = inner.attachShadow({ mode: "open" });
  root.addEventListener("click", follow);
  const sheets = JSON.parse(place.dataset.sheets).map(async (url) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync((await (await fetch(url)).text()).replaceAll(":root", ":host"));
    return sheet;
  });
  Promise.all(sheets).then((found) => (root.adoptedStyleSheets = found));
  return root;
}

async function draw() {
  const mine = (newest += 1);
  const asked = { timeline: place.dataset.timeline, language: document.querySelector("[name=language]")?.value, rows: rows().filter((row) => row.matches("[data-event]")).map(eventOf) };
  if (shown === JSON.stringify(asked)) return;
  const { html } = await post(place.dataset.liveScale, asked).catch(() => ({ html: null })); // offline: the last one stays
  if (mine !== newest || html === null) return;
  shown = JSON.stringify(asked);
  place.hidden = !html;
  if (html) rootOf().innerHTML = `<div class="timeline-page">${html}</div>`;
}

const later = () => {
  clearTimeout(timer);
  timer = setTimeout(draw, SOON);
};
if (place && table) {
  place.open = !localStorage.getItem(CLOSED);
  place.addEventListener("toggle", () => (place.open ? localStorage.removeItem(CLOSED) : localStorage.setItem(CLOSED, "yes")));
  for (const kind of ["input", "change"]) table.closest("form").addEventListener(kind, later);
  draw();
}
