// Quotes and dashes as a typesetter writes them, while one types; one undo brings back the key that was pressed.
// On where textarea[data-blocks] has data-typography (the setting TYPOGRAPHY).
import { Extension, pm } from "django-prose-editor/editor";

// [double open, double close, single open, single close] by language.
const QUOTES = {
  en: "“”‘’",
  de: "„“‚‘",
  fr: "«»‹›",
  es: "«»“”",
  uk: "«»„“",
  pl: "„”‚’",
};
const OPENS = /(^|[\s([{\u00a0“‘„«—–/-])$/;
const APOSTROPHE = "’";

// What to write for `text` behind `before`: [characters to take away, characters to write], or null.
export function typeset(before, text, language) {
  const [open, close, openSingle, closeSingle] = QUOTES[language.split("-")[0]] ?? QUOTES.en;
  if (text === '"') return [0, OPENS.test(before) ? open : close];
  if (text === "'") return [0, /[\p{L}\p{N}]$/u.test(before) ? APOSTROPHE : OPENS.test(before) ? openSingle : closeSingle];
  if (text === "-" && before.endsWith("-") && !before.endsWith("--")) return [1, "—"];
  if (text === "." && before.endsWith("..")) return [2, "…"];
  return null;
}

export const typography = Extension.create({
  name: "typography",
  addProseMirrorPlugins: () => [
    new pm.state.Plugin({
      props: {
        handleTextInput(view, from, to, text) {
          const place = view.state.doc.resolve(from);
          const before = place.parent.textBetween(Math.max(0, place.parentOffset - 3), place.parentOffset, "", "\ufffc");
          const found = typeset(before, text, view.dom.lang || "en");
          if (!found) return false;
          const [away, written] = found;
          view.dispatch(view.state.tr.insertText(text, from, to));
          const { tr } = view.state;
          view.dispatch(pm.history.closeHistory(tr.insertText(written, from - away, from + text.length)).scrollIntoView());
          return true;
        },
      },
    }),
  ],
});
