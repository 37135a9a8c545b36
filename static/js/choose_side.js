// "Keep all of mine", "Keep all of theirs": one click for every choice. Bound to [data-choose-all], whose value is a side.
document.addEventListener("click", ({ target }) => {
  const side = target.closest("[data-choose-all]")?.dataset.chooseAll;
  if (!side) return;
  for (const radio of target.closest(".clashes").querySelectorAll(`input[type=radio][value="${side}"]`)) radio.checked = true;
});
