// In the link dialog (Ctrl+K in a text, or its button), typed words list stories by headline; choosing one makes a link
// with the story's id: "story:1234". Nobody has to read that: the dialog shows the headline and the story's state, and so
// do a line below the text, while the cursor is in such a link, and a title under the mouse.
// Bound to [data-choose-story], whose value is the address that finds stories, and to texts whose links may name stories.
// Arrow keys walk the list, Enter chooses, Escape closes the list and then the dialog.
const lookup = document.querySelector("[data-choose-story]")?.dataset.chooseStory;
const ADDRESS = /^\s*(\/|#|[a-z][a-z0-9+.-]*:)/i; // and no words
const NAMED = /^story:(\d+)/;
const LINK = 'a[href^="story:"]';
const WAIT = 150;
const known = new Map(); // by id: a promise of what is known of the story
let lists = 0;

export async function find(term, options) {
  const response = await fetch(`${lookup}&term=${encodeURIComponent(term)}`, options);
  if (!response.ok) throw new Error(response.statusText);
  return (await response.json()).results;
}

// The story that an address names; undefined if the user may see none with that id.
function named(href) {
  const number = NAMED.exec(href)?.[1];
  if (!number) return Promise.resolve();
  if (!known.has(number)) {
    const asked = find(`story:${number}`).then(([story]) => story);
    asked.catch(() => known.delete(number));
    known.set(number, asked);
  }
  return known.get(number);
}

function told(story) {
  if (!story) return "This story doesn’t exist, or isn’t shared with you.";
  return `Links to: ${story.text}${story.live ? "" : ". Until it’s live, readers see the text without a link."}`;
}

// What to show of the story that an address names: its headline, if found, and where the link leads.
export async function linked(href) {
  try {
    const story = await named(href);
    return { headline: story?.headline, words: told(story) };
  } catch {
    return { words: "Can’t search stories right now." };
  }
}

function linksStories(element) {
  const textarea = element?.closest?.(".prose-editor")?.querySelector("[data-django-prose-editor-configurable]");
  return Boolean(lookup) && Boolean(textarea?.dataset.djangoProseEditorConfigurable.includes('"story"'));
}

function build(input) {
  const list = document.createElement("ul");
  list.className = "story-choices";
  list.role = "listbox";
  list.id = `story-choices-${(lists += 1)}`;
  list.setAttribute("aria-label", "Stories");
  list.hidden = true;
  const line = document.createElement("p");
  line.className = "story-choices__told";
  line.id = `${list.id}-told`;
  line.role = "status";
  // What the dialog passes on; the visible field may contain a headline.
  const href = document.createElement("input");
  href.type = "hidden";
  href.name = input.name;
  href.value = input.value;
  input.removeAttribute("name");
  input.after(href, list, line);
  const label = input.labels[0];
  if (label) label.textContent = "Search headlines, or paste a link";
  input.autocomplete = "off";
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": list.id, "aria-describedby": line.id })) {
    input.setAttribute(name, value);
  }
  return { list, line, href };
}

function makeChooser(input) {
  const { list, line, href } = build(input);
  const found = new Map(); // the stories, by their options
  let waiting, asked, active;

  function walk(option) {
    active?.setAttribute("aria-selected", "false");
    active = option ?? null;
    active?.setAttribute("aria-selected", "true");
    active?.scrollIntoView({ block: "nearest" });
    if (active) input.setAttribute("aria-activedescendant", active.id);
    else input.removeAttribute("aria-activedescendant");
  }

  function close() {
    walk(null);
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
  }

  function choose(option) {
    const story = found.get(option);
    href.value = `story:${story.id}`;
    input.value = story.headline;
    line.textContent = told(story);
    close();
  }

  function show(stories) {
    found.clear();
    list.replaceChildren(
      ...stories.map((story, place) => {
        const option = document.createElement("li");
        option.role = "option";
        option.id = `${list.id}-${place}`;
        found.set(option, story);
        option.textContent = story.text;
        if (!story.live) option.className = "story-choices__unseen";
        option.setAttribute("aria-selected", "false");
        return option;
      }),
    );
    line.textContent = stories.length ? `${stories.length} found` : "No matching stories.";
    list.hidden = !stories.length;
    input.setAttribute("aria-expanded", String(Boolean(stories.length)));
    walk(null);
  }

  async function look() {
    const words = input.value.trim();
    if (words.length < 2 || ADDRESS.test(words)) {
      line.textContent = "";
      return close();
    }
    asked?.abort();
    asked = new AbortController();
    try {
      const results = await find(words, { signal: asked.signal });
      show([...results.filter((story) => story.live), ...results.filter((story) => !story.live)]);
    } catch (error) {
      if (error.name !== "AbortError") line.textContent = "Can’t search stories right now. You can paste a link.";
    }
  }

  async function showLinked() {
    const address = href.value;
    const { headline, words } = await linked(address);
    if (input.value !== address) return; // typed over meanwhile
    line.textContent = words;
    if (!headline) return;
    input.value = headline;
    input.select();
  }

  if (NAMED.test(href.value)) showLinked();
  input.addEventListener("input", () => {
    href.value = input.value;
    clearTimeout(waiting);
    waiting = setTimeout(look, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    const options = [...list.children];
    if (list.hidden) return;
    const place = options.indexOf(active);
    if (event.key === "ArrowDown") walk(options[(place + 1) % options.length]);
    else if (event.key === "ArrowUp") walk(options.at(place > 0 ? place - 1 : -1));
    else if (event.key === "Enter" && active) choose(active);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the cursor stays where it is
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
}

// The dialog is created each time.
document.addEventListener("focusin", ({ target }) => {
  const dialog = target.closest?.(".prose-editor-dialog");
  const input = dialog?.querySelector("input[name=href]:not([type=hidden])");
  if (!input || !linksStories(dialog)) return;
  makeChooser(input);
  input.select(); // typing replaces the existing link
});

// Below a text: where the link under the cursor leads. The line exists before it has text, or screen readers would miss it.
document.addEventListener("focusin", ({ target }) => {
  if (!target.matches?.(".ProseMirror") || !linksStories(target)) return;
  const editor = target.closest(".prose-editor");
  if (editor.nextElementSibling?.matches(".story-hint")) return;
  const hint = document.createElement("p");
  hint.className = "story-hint";
  hint.role = "status";
  editor.after(hint);
});

document.addEventListener("selectionchange", async () => {
  const at = document.getSelection().anchorNode;
  const element = at?.nodeType === Node.TEXT_NODE ? at.parentElement : at;
  const hint = element?.closest?.(".prose-editor")?.nextElementSibling;
  if (!hint?.matches(".story-hint")) return;
  const href = element.closest(LINK)?.getAttribute("href") ?? "";
  if (hint.dataset.of === href) return;
  hint.dataset.of = href;
  const words = href ? (await linked(href)).words : "";
  if (hint.dataset.of === href) hint.textContent = words;
});

// Under the mouse: as the title of the whole text, for an attribute of the link would become part of it.
document.addEventListener("mouseover", async ({ target }) => {
  const text = target.closest?.(".ProseMirror");
  if (!linksStories(text)) return;
  const link = target.closest(LINK);
  text.removeAttribute("title");
  if (!link) return;
  const { words } = await linked(link.getAttribute("href"));
  if (link.matches(":hover")) text.title = words;
});
