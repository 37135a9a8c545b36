// Selects the choice that a field belongs to as soon as the field is filled in.
// Bound to [data-selects], whose value is "name=value" of a radio button in the same form.
document.addEventListener("input", ({ target }) => {
  const { selects } = target.dataset;
  if (!selects || !target.value) return;
  const [name, value] = selects.split("=");
  const choice = target.form.querySelector(`[name="${name}"][value="${value}"]`);
  if (choice) choice.checked = true;
});
