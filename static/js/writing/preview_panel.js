// The preview beside the text: the reader's page of what is in the form, in a frame without scripts. It follows what is
// typed and the block with the cursor. Where there is no room beside the text it covers the page. While it is closed,
// nothing is asked. Bound to [data-preview-panel], a <dialog>, [data-preview-open], and [data-unsaved], the address to ask.
import { followColors } from "./color_scheme.js";
import { current } from "./commands.js";
import { make } from "./elements.js";
import { patch } from "./patch.js";
import { post } from "./post.js";
import { topLevel } from "./schema.js";

const REST = 500; // milliseconds after the last key
const LOOK = 1_000; // for changes that no event tells
const LOW = 0.85; // of the height of the frame, whose end may be below the window
const OPEN = "newsroom-preview-panel"; // whether it is open, for the page that follows a save
const WIDTH = "newsroom-preview-width";
const roomBeside = matchMedia("(min-width: 75em)");
const calm = matchMedia("(prefers-reduced-motion: reduce)");

// What the server reads of the form. Photos are uploaded as they are chosen.
function typed(form) {
  const read = ([name, value]) => typeof value === "string" && !name.startsWith("_") && name !== "csrfmiddlewaretoken";
  return new URLSearchParams([...new FormData(form)].filter(read));
}

// The page of an answer, for a frame without an address: links lead out of it, those within the page stay.
function pageOf(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  page.querySelectorAll("script").forEach((script) => script.remove());
  for (const link of page.querySelectorAll("a[href]")) {
    const href = link.getAttribute("href");
    if (href.startsWith("#")) link.setAttribute("href", `about:srcdoc${href}`);
    else link.target = "_blank";
  }
  return page;
}

// The element that readers see of a block: it follows the comment with the key of the block, if they see anything.
function elementOf(page, key) {
  const comments = page.createTreeWalker(page.body, NodeFilter.SHOW_COMMENT);
  while (comments.nextNode()) {
    if (comments.currentNode.data !== key) continue;
    let next = comments.currentNode.nextSibling;
    while (next?.nodeType === Node.TEXT_NODE) next = next.nextSibling;
    return next?.nodeType === Node.ELEMENT_NODE ? next : null;
  }
  return null;
}

export function previewPanel(panel, editor) {
  const form = panel.closest("form");
  const openers = [...form.querySelectorAll("[data-preview-open]")]; // in the bar, and on a phone in the row of its parts
  const expand = (isOpen) => openers.forEach((opener) => opener.setAttribute("aria-expanded", String(isOpen)));
  // No script runs in it, so it may be of our origin: this one scrolls it and brings it up to date.
  const sandbox = "allow-same-origin allow-popups allow-popups-to-escape-sandbox";
  const frame = make("iframe", { className: "preview-panel__frame", title: "The page as readers will see it", sandbox });
  const stage = panel.querySelector("[data-stage]");
  const said = panel.querySelector("[data-preview-said]");
  const leftOut = panel.querySelector("[data-left-out]");
  const widths = [...panel.querySelectorAll("[data-width]")];
  let width = 0;
  let asked = null; // what was sent last
  let asking = new AbortController();
  let timer = 0;
  let isLoaded = false;
  let here = null; // the key of the block with the cursor, "" for the headline
  let followed = null; // the one that was scrolled to

  async function ask() {
    clearTimeout(timer);
    timer = 0;
    if (!panel.open) return;
    const sent = typed(form);
    if (String(sent) === asked) return;
    asked = String(sent);
    asking.abort();
    const { signal } = (asking = new AbortController());
    try {
      const answer = await post(form.querySelector("[data-unsaved]").dataset.unsaved, sent, { signal });
      said.textContent = "";
      panel.querySelector("[data-preview-told]").textContent = answer.told;
      tell(answer.left_out);
      show(answer.html);
    } catch (error) {
      if (!signal.aborted) said.textContent = `The preview isn’t up to date. ${error.message}`;
    }
  }

  const soon = () => {
    if (!panel.open) return;
    clearTimeout(timer);
    timer = setTimeout(ask, REST);
  };

  function tell(words) {
    leftOut.hidden = !words.length;
    leftOut.querySelector("[data-count]").textContent = words.length;
    leftOut.querySelector("ul").replaceChildren(...words.map((textContent) => make("li", { textContent })));
  }

  function show(html) {
    const fresh = pageOf(html);
    const page = frame.contentDocument;
    if (!isLoaded) {
      frame.srcdoc = `<!doctype html>${fresh.documentElement.outerHTML}`;
      return;
    }
    page.documentElement.lang = fresh.documentElement.lang;
    patch(page.head, fresh.head);
    patch(page.body, fresh.body);
    if (here !== followed) follow();
  }

  // Scroll the preview to the block with the cursor, unless it is in sight; to the one above if readers see nothing of it yet.
  function follow() {
    if (!panel.open || !isLoaded || here === null) return;
    const view = frame.contentWindow;
    const behavior = calm.matches ? "instant" : "smooth";
    if (!here) {
      view.scrollTo({ top: 0, behavior });
      followed = here;
      return;
    }
    const keys = topLevel(editor.state.doc).map(({ node }) => node.attrs.key);
    const shown = keys.slice(0, keys.indexOf(here) + 1).findLast((key) => elementOf(frame.contentDocument, key));
    if (!shown) return;
    if (shown === here) followed = here;
    const { top, bottom } = elementOf(frame.contentDocument, shown).getBoundingClientRect();
    if (top < 0 || bottom > view.innerHeight * LOW) view.scrollBy({ top: top - view.innerHeight / 4, behavior });
  }

  function go(key) {
    if (key === here) return;
    here = key;
    follow();
  }

  function fit() {
    const room = stage.clientWidth - 2 * parseFloat(getComputedStyle(stage).paddingInlineStart);
    stage.style.setProperty("--width", width);
    stage.style.setProperty("--scale", Math.min(1, room / width));
    // Phones and tablets lay their scroll bars over the page.
    if (isLoaded) frame.contentDocument.documentElement.style.scrollbarWidth = width < 1000 ? "none" : "";
  }

  function choose(chosen) {
    width = Number(chosen.dataset.width);
    for (const each of widths) each.setAttribute("aria-pressed", String(each === chosen));
    fit();
    followed = null; // the blocks are at other places
    follow();
  }

  function open() {
    if (roomBeside.matches) panel.open = true; // the cursor stays in the text
    else panel.showModal();
    if (!frame.isConnected) stage.firstElementChild.append(frame);
    expand(true);
    sessionStorage.setItem(OPEN, "yes");
    fit();
    followed = null;
    asked = null;
    ask();
  }

  function close() {
    const hadFocus = panel.contains(document.activeElement);
    const isBeside = !panel.matches(":modal");
    panel.close(); // a modal one gives the focus back
    if (hadFocus && isBeside) openers[0].focus();
  }

  panel.addEventListener("close", () => {
    asking.abort();
    expand(false);
    sessionStorage.removeItem(OPEN);
  });
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || panel.matches(":modal")) return;
    event.stopPropagation();
    close();
  });
  panel.querySelector("[data-close]").addEventListener("click", close);
  for (const opener of openers) opener.addEventListener("click", () => (panel.open ? close() : open()));
  for (const each of widths) {
    each.addEventListener("click", () => {
      choose(each);
      localStorage.setItem(WIDTH, width);
    });
  }
  new ResizeObserver(() => panel.open && fit()).observe(stage);
  roomBeside.addEventListener("change", () => {
    if (!panel.open) return;
    close();
    open();
  });
  frame.addEventListener("load", () => {
    isLoaded = Boolean(frame.srcdoc);
    fit();
    follow();
    frame.contentDocument.addEventListener("keydown", ({ key }) => key === "Escape" && close());
  });

  followColors(frame);

  for (const name of ["input", "change", "saved"]) form.addEventListener(name, soon);
  setInterval(() => panel.open && !timer && ask(), LOOK);
  // What was published on another page in the meantime.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") asked = null;
    soon();
  });
  editor?.on("selectionUpdate", () => go(current(editor.state)?.node.attrs.key ?? null));
  form.addEventListener("focusin", ({ target }) => {
    const block = target.closest(".writing__text > [data-key]");
    if (block) go(block.dataset.key);
    else if (["headline", "standfirst"].includes(target.name)) go("");
  });

  const wanted = localStorage.getItem(WIDTH);
  choose(widths.find(({ dataset }) => dataset.width === wanted) ?? widths[0]);
  for (const opener of openers) opener.hidden = false;
  if (sessionStorage.getItem(OPEN) && roomBeside.matches) open();
}
