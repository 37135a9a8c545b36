// Says how long the story is while one writes. Bound to [data-count-words], inside the form: data-texts and data-before
// are selectors of the fields that are counted, and of those that only take time to read; data-words-a-minute is how
// fast. It counts as the reader's page does (articles/prerendering.py).
const ONE = /[\u3040-\u30ff\u3400-\u9fff]|(?:(?![\u3040-\u30ff\u3400-\u9fff])[\p{L}\p{N}_])+/gu;
const output = document.querySelector("[data-count-words]");
const form = output?.closest("form");

const deleted = (field) => field.closest(".inline-related")?.querySelector('input[name$="-DELETE"]')?.checked;
const written = (selector) =>
  [...form.querySelectorAll(selector)]
    .filter((field) => !field.name.includes("__prefix__") && !deleted(field))
    .map((field) => field.value)
    .join(" ");
const wordsOf = (html) => html.replace(/<[^>]*>/g, "").match(ONE) ?? [];
const halves = (words) => words.filter((word) => word[0] >= "\u3040" && word[0] <= "\u9fff").length;

function count() {
  const words = wordsOf(written(output.dataset.texts));
  const read = [...wordsOf(written(output.dataset.before)), ...words];
  const minutes = Math.max(1, Math.ceil((read.length - halves(read) / 2) / output.dataset.wordsAMinute));
  output.textContent = `${words.length.toLocaleString("en-US")} word${words.length === 1 ? "" : "s"} · ${minutes} min read`;
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
