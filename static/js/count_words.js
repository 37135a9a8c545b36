// Shows the length of a story while it is typed. Bound to [data-count-words] in the form: counted is the body, JSON in
// textarea[data-blocks]; data-before selects the fields that only add reading time; data-words-a-minute is the reading speed.
// Counts as newsroom/text/word_count.py does; a test compares the two.
import { whenIdle } from "./when_idle.js";

const CHARACTER = /[\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\u{20000}-\u{3ffff}]/u;
const LETTER = `(?:(?!${CHARACTER.source})[\\p{L}\\p{N}])`;
const RUN = `${LETTER}(?:${LETTER}|[\\p{M}\\u00ad\\u200c\\u200d])*`;
const WORD = new RegExp(`${CHARACTER.source}|${RUN}(?:['’.,\\-\\u2010\\u2011]${RUN})*`, "gu");
const BLOCK = /<\/?(?:p|h[1-6]|li|ul|ol|blockquote|br|t[dh])\b[^>]*>/g;

export const wordsOf = (text) => text.match(WORD) ?? [];
const NOTE = /<footnote>/g; // its words go behind a space
export const textOf = (html) => new DOMParser().parseFromString(html.replace(NOTE, " ").replace(BLOCK, " "), "text/html").body.textContent;

const output = document.querySelector("[data-count-words]");
const form = output?.closest("form");

const body = form?.querySelector("textarea[data-blocks]");
const types = JSON.parse(body?.dataset.blocks ?? "{}");

let known = new Map(); // text of a block -> its lengths: of a long story one block changes at a time

function lengthsIn(words) {
  return { words: words.length, characters: words.filter((word) => CHARACTER.test(word)).length };
}

function* lengthsOfBody() {
  const before = known;
  known = new Map();
  for (const { type, fields } of rows()) {
    for (const { name, input } of types[type]?.fields.filter((field) => field.counted) ?? []) {
      const text = fields[name] ?? "";
      const key = `${input} ${text}`;
      if (!known.has(key)) known.set(key, before.get(key) ?? lengthsIn(wordsOf(input === "rich" ? textOf(text) : text)));
      yield known.get(key);
    }
  }
}

function rows() {
  try {
    const found = JSON.parse(new FormData(form).get(body.name)); // the editor of the text writes it when it is read
    return Array.isArray(found) ? found.filter((row) => row?.fields) : [];
  } catch {
    return []; // no JSON yet, where it is edited as it is
  }
}

const sum = (lengths, name) => lengths.reduce((total, each) => total + each[name], 0);

function count() {
  const found = [...lengthsOfBody()];
  const before = [...form.querySelectorAll(output.dataset.before)].map(({ value }) => lengthsIn(wordsOf(value)));
  const read = [...before, ...found];
  const words = sum(found, "words");
  const minutes = Math.max(1, Math.ceil((sum(read, "words") - sum(read, "characters") / 2) / output.dataset.wordsAMinute));
  const reading = words ? ` · ${minutes} min read` : "";
  output.textContent = `${words.toLocaleString("en-US")} word${words === 1 ? "" : "s"}${reading}`;
}

if (form) {
  let soon;
  const changed = () => {
    soon ??= setTimeout(() => {
      soon = undefined;
      whenIdle(count);
    }, 300);
  };
  for (const name of ["input", "change", "formset:added", "formset:removed"]) form.addEventListener(name, changed);
  count();
}
