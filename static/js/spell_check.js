// Spelling is checked in every rich-text editor, and in every text of a story in the story's language.
// Loaded before the editors: they announce themselves once, as they are ready.
const TEXTS = '[spellcheck="true"]';
const languageOf = (form) => form?.elements.namedItem("language")?.value ?? "";

function tell(within, form) {
  const language = languageOf(form);
  if (language) for (const text of within.querySelectorAll(TEXTS)) text.lang = language;
}

document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
  editor.view.dom.spellcheck = true;
  editor.view.dom.lang = languageOf(textarea.form) || document.documentElement.lang;
});
document.addEventListener("change", ({ target }) => target.name === "language" && target.form && tell(target.form, target.form));
document.addEventListener("formset:added", ({ target }) => tell(target, target.closest("form")));
document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("form").forEach((form) => tell(form, form)));
