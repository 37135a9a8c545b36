// A filter by somebody or something among many: the choices are found as one types, and choosing one shows the list.
// Bound to input[data-lookup], whose value is the address that finds choices. Without this script a name is typed whole.
import { combobox, lookUp, MOST } from "./writing/combobox.js";

for (const value of document.querySelectorAll("input[data-lookup]")) {
  const label = value.labels[0];
  const choose = (chosen) => {
    value.value = chosen;
    value.form.requestSubmit();
  };
  const { input, list, close, step, takeFound, isOpen } = combobox("lookup", {
    label: label.textContent,
    find: async (words) => (words ? (await lookUp(value.dataset.lookup, words)).slice(0, MOST) : []),
    show: ({ text }) => [text],
    take: ({ id }) => choose(id),
  });
  input.placeholder = value.placeholder;
  label.htmlFor = input.id;
  value.type = "hidden";
  value.after(input, list);
  input.addEventListener("keydown", (event) => {
    if (step(event)) event.preventDefault();
    else if (event.key === "Enter") {
      event.preventDefault();
      takeFound({ anew: !isOpen() });
    } else if (event.key === "Escape" && isOpen()) {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  });
  value.form.addEventListener("submit", () => {
    if (!value.value) value.value = input.value.trim();
  });
  value.closest("details").addEventListener("toggle", ({ target }) => target.open && input.focus());
}
