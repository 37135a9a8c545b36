// Shows the length of a story while it is typed. Bound to [data-count-words] in the form: data-texts selects the fields
// that are counted, data-before those that only add reading time; data-words-a-minute is the reading speed.
// Counts as newsroom/text/word_count.py does; a test compares the two.
const CHARACTER = /[\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\u{20000}-\u{3ffff}]/u;
const LETTER = `(?:(?!${CHARACTER.source})[\\p{L}\\p{N}])`;
const RUN = `${LETTER}(?:${LETTER}|[\\p{M}\\u00ad\\u200c\\u200d])*`;
const WORD = new RegExp(`${CHARACTER.source}|${RUN}(?:['’.,\\-\\u2010\\u2011]${RUN})*`, "gu");
const BLOCK = /<\/?(?:p|h[1-6]|li|ul|ol|blockquote|br)\b[^>]*>/g;
const RICH = "[data-django-prose-editor-configurable]";

export const wordsOf = (text) => text.match(WORD) ?? [];
export const textOf = (html) => new DOMParser().parseFromString(html.replace(BLOCK, " "), "text/html").body.textContent;

const output = document.querySelector("[data-count-words]");
const form = output?.closest("form");

const deleted = (field) => field.closest(".inline-related")?.querySelector('input[name$="-DELETE"]')?.checked;
const words = (selector) =>
  [...form.querySelectorAll(selector)]
    .filter((field) => !field.name.includes("__prefix__") && !deleted(field))
    .flatMap((field) => wordsOf(field.matches(RICH) ? textOf(field.value) : field.value));
const halves = (found) => found.filter((word) => CHARACTER.test(word)).length;

function count() {
  const found = words(output.dataset.texts);
  const read = [...words(output.dataset.before), ...found];
  const minutes = Math.max(1, Math.ceil((read.length - halves(read) / 2) / output.dataset.wordsAMinute));
  output.textContent = `${found.length.toLocaleString("en-US")} word${found.length === 1 ? "" : "s"} · ${minutes} min read`;
}

if (form) {
  let soon;
  const changed = () => {
    soon ??= setTimeout(() => {
      soon = undefined;
      count();
    }, 300);
  };
  for (const name of ["input", "change", "formset:added", "formset:removed"]) form.addEventListener(name, changed);
  count();
}
