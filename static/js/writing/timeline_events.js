// The events of a timeline as rows within the story: when, how that is read, what happened, and who says so. Each change is
// saved at once; the timeline is published with the story.
import "../typeset_fields.js";
import { button, make } from "./elements.js";
import { post } from "./post.js";

const SOON = 700; // milliseconds after the last key
const source = document.querySelector("textarea[data-blocks]");
const EMPTY = { key: "", when: "", headline: "", sources: "" };
const FIELDS = ["when", "headline", "sources"];
const inputsOf = (row) => Object.fromEntries(FIELDS.map((name) => [name, row.querySelector(`[data-event-field=${name}]`)]));
const valuesOf = (row) => Object.fromEntries(Object.entries(inputsOf(row)).map(([name, { value }]) => [name, value]));

// Fill `within` with the events of the timeline `id()`; it tells of each save by the event "writing:refresh".
export function eventRows(id, within) {
  const list = make("ol", { className: "event-rows__list", dataset: "typography" in source.dataset ? { typeset: "" } : {} });
  const told = make("p", { className: "event-rows__told", role: "status" });
  const add = button("Add an event", () => {
    const row = show(EMPTY);
    list.append(row);
    row.querySelector("input").focus();
  }, { className: "block__button" });
  within.append(make("p", { className: "body-field__label", textContent: "Its events" }), list, add, told);
  const keys = new WeakMap(); // of the rows
  const stored = new WeakMap(); // what the rows said when they were loaded or saved: only what differs is written
  let gone = [];
  let timer = 0;
  let saving = Promise.resolve();

  const rows = () => [...list.children].map((row) => ({ key: keys.get(row), ...valuesOf(row), was: stored.get(row) }));

  async function save() {
    const [sent, removed] = [rows(), gone];
    const elements = [...list.children];
    try {
      const { events } = await post(source.dataset.timelineEvents, { timeline: id(), rows: sent, gone: removed, year: source.dataset.storyYear });
      gone = gone.filter((key) => !removed.includes(key));
      told.textContent = "Saved in the timeline.";
      source.dispatchEvent(new Event("writing:timeline"));
      const known = new Set(sent.map(({ key }) => key));
      const fresh = events.filter(({ key }) => !known.has(key));
      elements.forEach((row, place) => {
        const { key, was, ...said } = sent[place];
        if (key) return takeOver(row, said, events.find((event) => event.key === key));
        const { when, headline } = said;
        stored.set(row, said);
        if (!(when.trim() || headline.trim() || said.sources.trim())) return;
        keys.set(row, fresh.find((event) => event.when === when.trim() && event.headline === headline.trim())?.key ?? "");
      });
      within.dispatchEvent(new CustomEvent("writing:refresh", { bubbles: true }));
    } catch ({ message }) {
      told.textContent = message;
    }
  }

  // Take over what the timeline says now; ask where somebody wrote something else meanwhile, which is not overwritten.
  function takeOver(row, sent, event) {
    row.querySelector(".event-row__asked")?.remove();
    if (!event) return;
    const was = stored.get(row);
    for (const [name, input] of Object.entries(inputsOf(row))) {
      if (event.asked?.includes(name)) {
        ask(row, input, event[name], () => (was[name] = event[name]));
        continue;
      }
      was[name] = input.value === sent[name] ? event[name] : sent[name]; // typed on: that is merged by the next save
      if (input.value === sent[name] && input.value.trim() !== event[name]) input.value = event[name];
    }
  }

  function ask(row, input, theirs, settle) {
    const asked = make("p", { className: "event-row__asked", role: "status", textContent: `“${theirs}” was saved here in the meantime. ` });
    const choose = (use) => () => {
      if (use) input.value = theirs;
      settle();
      asked.remove();
      input.focus();
      later();
    };
    const words = theirs || "nothing";
    asked.append(button(`Use “${words}”`, choose(true), { words: "Use that" }), button("Keep yours", choose(false)));
    row.append(asked);
  }

  const later = () => {
    clearTimeout(timer);
    told.textContent = "Saving…";
    timer = setTimeout(() => (saving = saving.then(save)), SOON);
  };

  function show({ key, when, headline, sources, reading = "" }) {
    const date = make("input", { type: "text", value: when, ariaLabel: "When", placeholder: "When, or a label", spellcheck: true, dataset: { eventField: "when", dateReading: source.dataset.readsDates } });
    const words = make("input", { type: "text", value: headline, ariaLabel: "What happened", placeholder: "What happened", spellcheck: true, dataset: { eventField: "headline" } });
    const from = make("textarea", { className: "event-row__sources", rows: 1, value: sources, ariaLabel: "Sources", placeholder: "Source: Agency | https://…", title: "One per line: Office of the president | https://…", spellcheck: false, dataset: { eventField: "sources" } });
    const row = make("li", { className: "event-row" }, date, make("span", { className: "date-reading", textContent: reading, role: "status" }), words, from);
    row.append(
      button("Remove this event", () => {
        if (keys.get(row)) gone.push(keys.get(row));
        row.remove();
        later();
      }, { words: "×" }),
    );
    keys.set(row, key);
    stored.set(row, { when, headline, sources });
    row.addEventListener("input", later);
    row.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.target === from || event.target.localName === "button") return; // a source a line
      event.preventDefault();
      const next = show(EMPTY);
      row.after(next);
      next.querySelector("input").focus();
    });
    return row;
  }

  async function load() {
    within.hidden = !id();
    if (!id()) return;
    try {
      const { events } = await post(source.dataset.timelineEvents, { timeline: id() });
      list.replaceChildren(...events.map(show));
    } catch ({ message }) {
      told.textContent = message;
    }
  }
  // Another timeline has been chosen.
  let of = id();
  queueMicrotask(() =>
    within.parentElement?.addEventListener("change", () =>
      queueMicrotask(() => {
        if (id() === of) return;
        of = id();
        load();
      }),
    ),
  );
  within.hidden = !id();
  const loaded = load();
  // A check leads to a field of an event.
  within.addEventListener("writing:event", async ({ detail: { event, part } }) => {
    await loaded;
    const row = [...list.children].find((each) => keys.get(each) === event);
    const field = row && inputsOf(row)[part];
    field?.focus({ preventScroll: true });
    field?.scrollIntoView({ block: "center" });
  });
  return within;
}
