// Gives every rich-text editor the name of its label, which belongs to a hidden textarea.
// Loaded before the editors: they announce themselves once, as they are ready.
document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
  const label = textarea.labels[0];
  if (!label) return;
  editor.view.dom.setAttribute("aria-label", label.textContent.trim().replace(/:$/, ""));
  label.addEventListener("click", () => editor.commands.focus());
});
