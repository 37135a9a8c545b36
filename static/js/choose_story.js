// In the dialog of a link (Ctrl+K in a text, or its button), words typed for an address list stories by headline; choosing
// one makes a link that names the story: "story:1234". Bound to [data-choose-story], whose value is where stories are
// looked up. Arrow keys walk the list, Enter chooses, Escape closes the list and then the dialog.
const lookup = document.querySelector("[data-choose-story]")?.dataset.chooseStory;
const ADDRESS = /^\s*(\/|#|[a-z][a-z0-9+.-]*:)/i; // and no words
const WAIT = 150;
let lists = 0;

function build(input) {
  const list = document.createElement("ul");
  list.className = "story-choices";
  list.role = "listbox";
  list.id = `story-choices-${(lists += 1)}`;
  list.setAttribute("aria-label", "Stories");
  list.hidden = true;
  const told = document.createElement("p");
  told.className = "story-choices__told";
  told.role = "status";
  input.after(list, told);
  const label = input.labels[0];
  if (label) label.textContent = "Words of a headline, or an address";
  input.autocomplete = "off";
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": list.id })) {
    input.setAttribute(name, value);
  }
  return { list, told };
}

function makeChooser(input) {
  const { list, told } = build(input);
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
    input.value = `story:${option.dataset.story}`;
    told.textContent = option.textContent;
    close();
  }

  function show(stories) {
    list.replaceChildren(
      ...stories.map((story, place) => {
        const option = document.createElement("li");
        option.role = "option";
        option.id = `${list.id}-${place}`;
        option.dataset.story = story.id;
        option.textContent = story.text;
        if (!story.live) option.className = "story-choices__unseen";
        option.setAttribute("aria-selected", "false");
        return option;
      }),
    );
    told.textContent = stories.length ? `${stories.length} found` : "No story has these words.";
    list.hidden = !stories.length;
    input.setAttribute("aria-expanded", String(Boolean(stories.length)));
    walk(null);
  }

  async function look() {
    const words = input.value.trim();
    if (words.length < 2 || ADDRESS.test(words)) {
      told.textContent = "";
      return close();
    }
    asked?.abort();
    asked = new AbortController();
    try {
      const response = await fetch(`${lookup}&term=${encodeURIComponent(words)}`, { signal: asked.signal });
      if (!response.ok) throw new Error(response.statusText);
      const { results } = await response.json();
      show([...results.filter((story) => story.live), ...results.filter((story) => !story.live)]);
    } catch (error) {
      if (error.name !== "AbortError") told.textContent = "Stories cannot be looked up now. An address can be typed.";
    }
  }

  input.addEventListener("input", () => {
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

// The dialog is made anew each time.
document.addEventListener("focusin", ({ target }) => {
  const dialog = target.closest?.(".prose-editor-dialog");
  const input = dialog?.querySelector("input[name=href]");
  if (!lookup || !input || input.role === "combobox") return;
  makeChooser(input);
  input.select(); // what is typed takes the place of the link there was
});
