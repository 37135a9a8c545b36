// What readers will see of blocks: HTML from the server, in shadow roots with the site's own style sheets.
import { make } from "./elements.js";
import { post } from "./post.js";

const SOON = 150; // milliseconds in which requests are gathered into one
const MOST = 600; // blocks in one request
const source = document.querySelector("textarea[data-blocks]");
const waiting = new Map(); // row -> the functions that wait for its HTML
let gathering = 0;

// Readers' sheets, with :root meaning the root of the shadow tree.
const sheets = Promise.all(
  JSON.parse(source?.dataset.sheets ?? "[]").map(async (url) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync((await (await fetch(url)).text()).replaceAll(":root", ":host").replace(/@import[^;]*;/g, ""));
    return sheet;
  }),
);

// Nothing in a preview is selected, but a selection that goes across it would color first letters that have a style of theirs.
const unselected = new CSSStyleSheet();
unselected.replaceSync("::selection { background: none; color: currentcolor; }");

async function answered(rows) {
  try {
    return (await post(source.dataset.previews, {
      body: rows,
      language: document.querySelector("[name=language]")?.value ?? "en",
      day: source.dataset.storyDay,
    })).html;
  } catch {
    return []; // offline: the blocks say what they are in words
  }
}

async function ask() {
  const asked = [...waiting];
  waiting.clear();
  gathering = 0;
  for (let from = 0; from < asked.length; from += MOST) {
    const part = asked.slice(from, from + MOST);
    const found = await answered(part.map(([row]) => row));
    part.forEach(([, resolves], place) => resolves.forEach((resolve) => resolve(found[place] ?? null)));
  }
}

function htmlOf(row) {
  gathering ||= setTimeout(ask, SOON);
  return new Promise((resolve) => waiting.set(row, [...(waiting.get(row) ?? []), resolve]));
}

// An element that shows a block as readers will see it. `show(row)` brings it up to date; `words` is for a block that
// readers would not see, or when the server can't be asked.
export function preview(words) {
  const element = make("div", { className: "block__preview", inert: true });
  const root = element.attachShadow({ mode: "open" });
  let newest = 0;
  sheets.then((found) => (root.adoptedStyleSheets = [...found, unselected]));
  async function show(row) {
    const number = (newest += 1);
    const html = await htmlOf(row);
    if (number !== newest) return;
    element.classList.toggle("block__preview--words", !html);
    if (html) root.innerHTML = `<div class="story__body">${html}</div>`;
    else root.replaceChildren(make("p", { textContent: words(row) }));
  }
  return { element, show };
}
