// The button that comes next may be another one once something is typed: "Publish changes…" where there was nothing to
// publish, "Submit" where an approval is void by then. Bound to [data-next], which holds both; each says when it counts.
const place = document.querySelector("[data-next]");
const form = place?.closest("form");

if (form) {
  let typed = form.querySelector('[data-warn-unsaved="yes"]') !== null;
  const show = (now) => {
    typed = now;
    for (const button of place.querySelectorAll("[data-step]")) button.hidden = (button.dataset.step === "typed") !== typed;
  };
  show(typed);
  for (const name of ["input", "change", "formset:removed"]) form.addEventListener(name, () => show(true));
  form.addEventListener("saving", () => (typed = false));
  form.addEventListener("saved", () => show(typed)); // typed while it was saved
  form.addEventListener("unsaved", () => show(true));
}
