// The buttons above a text are one Tab stop: arrow keys move among them, as in every toolbar (WAI-ARIA's pattern).
// Loaded before the editors: they announce themselves once, as they are ready, and have their buttons right after.
function makeToolbar(bar) {
  const all = () => [...bar.querySelectorAll("button")];
  const seen = () => all().filter((button) => button.checkVisibility());
  const settle = (current) => all().forEach((button) => (button.tabIndex = button === current ? 0 : -1));

  bar.role = "toolbar";
  bar.setAttribute("aria-label", "Formatting");
  settle(all()[0]);
  bar.addEventListener("focusin", ({ target }) => settle(target));
  bar.addEventListener("keydown", (event) => {
    const buttons = seen();
    const at = buttons.indexOf(event.target);
    const next = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: -1 }[event.key];
    if (at < 0 || next === undefined) return;
    event.preventDefault();
    buttons.at(next % buttons.length).focus();
  });
}

document.addEventListener("prose-editor:ready", ({ detail: { editor } }) => {
  setTimeout(() => {
    const bar = editor.view.dom.closest(".prose-editor")?.querySelector(":scope > .prose-menubar");
    if (bar) makeToolbar(bar);
  });
});
