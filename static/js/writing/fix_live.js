// The page of a live fix: its texts have one toolbar, which acts on the one with the cursor, and Enter in a single line goes
// on to the next text. Bound to [data-fix-text], with [data-fix-toolbar] in it.
import { formatBar, formats, steps } from "./format_buttons.js";

const page = document.querySelector("[data-fix-text]");

if (page) {
  const followed = new WeakSet();
  let text = null; // the editor with the cursor
  const { bar, show } = formatBar([...formats(() => text, () => text.commands.addLink()), ...steps(() => text)], () => text);
  page.querySelector("[data-fix-toolbar]").append(bar);
  page.addEventListener("focusin", ({ target }) => {
    if (bar.contains(target)) return;
    text = target.closest(".ProseMirror")?.editor ?? null;
    if (text && !followed.has(text)) text.on("transaction", show);
    if (text) followed.add(text);
    show();
  });
  page.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey || !event.target.matches("textarea[rows='1']")) return;
    event.preventDefault();
    const texts = [...page.querySelectorAll("textarea:not(.prose-editor *), .ProseMirror")];
    texts[texts.indexOf(event.target) + 1]?.focus();
  });
}
