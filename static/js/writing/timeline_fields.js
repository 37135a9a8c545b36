// The fields of a timeline in a story that depend on which timeline it is: single events, and the version to show.
import { make } from "./elements.js";
import { post } from "./post.js";

const source = document.querySelector("textarea[data-blocks]");
const NONE = { events: [], versions: [] };
const ask = ({ of }, values) => (values[of] ? post(source.dataset.events, { timeline: values[of] }) : Promise.resolve(NONE));

// Draw again when another timeline is chosen.
function follow(within, field, values, draw) {
  let shown;
  const look = async () => {
    if (values[field.of] === shown && shown !== undefined) return;
    shown = values[field.of] ?? null;
    draw(await ask(field, values).catch(() => NONE));
  };
  look();
  queueMicrotask(() => within.parentElement?.addEventListener("input", () => queueMicrotask(look)));
}

export function events(within, values, field, changed) {
  const list = make("div", { className: "body-field__events", role: "group", ariaLabel: field.label });
  within.append(make("p", { className: "body-field__label", textContent: field.label }), list);
  follow(within, field, values, ({ events: all }) => {
    const keys = new Set(all.map(([key]) => key));
    list.replaceChildren(
      ...all.map(([value, text]) => {
        const box = make("input", { type: "checkbox", value, checked: (values[field.name] ?? []).includes(value) });
        box.addEventListener("change", () => {
          // Events that are gone stay selected: restoring an old version brings them back.
          const gone = (values[field.name] ?? []).filter((key) => !keys.has(key));
          values[field.name] = [...[...list.querySelectorAll("input:checked")].map((each) => each.value), ...gone];
          changed();
        });
        return make("label", {}, box, ` ${text}`);
      }),
    );
    if (!all.length) list.append(make("p", { textContent: "Choose a timeline to select its events." }));
  });
  return within;
}

export function versions(within, values, field, changed) {
  const select = make("select", { id: `id_version-${crypto.getRandomValues(new Uint32Array(1))[0]}` });
  within.append(make("label", { htmlFor: select.id, textContent: field.label }), select, make("small", { className: "body-field__help", textContent: field.help }));
  select.addEventListener("change", () => {
    values[field.name] = select.value ? Number(select.value) : null;
    changed();
  });
  follow(within, field, values, ({ versions: all }) => {
    select.replaceChildren(new Option("Follow the live timeline", ""), ...all.map(([value, text]) => new Option(text, value)));
    select.value = values[field.name] ?? "";
  });
  return within;
}
