// Asks before a page with unsaved words is left. Bound to [data-warn-unsaved] inside a form;
// its value "yes" says that the form came back unsaved.
const mark = document.querySelector("[data-warn-unsaved]");
const form = mark?.closest("form");

if (form) {
  let unsaved = mark.dataset.warnUnsaved === "yes";
  const changed = () => {
    unsaved = true;
  };
  for (const name of ["input", "change", "formset:added", "formset:removed"]) form.addEventListener(name, changed);
  form.addEventListener("submit", () => {
    unsaved = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });
}
