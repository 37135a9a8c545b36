// Who else can edit, as chips: those who are selected in select[data-colleagues], whose value is the address that finds
// others by what is typed. Without this script the list shows who is set.
import { chips } from "./writing/chips.js";
import { lookUp } from "./writing/combobox.js";

for (const select of document.querySelectorAll("select[data-colleagues]")) {
  const chosen = () => [...select.selectedOptions];
  const set = (option, value) => {
    option.selected = value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const { field, draw } = chips({
    label: select.labels[0].textContent.trim().replace(/:$/, ""),
    items: () => chosen().map(({ value, text }) => ({ key: value, text })),
    find: async (typed) => (await lookUp(select.dataset.colleagues, typed)).filter(({ id }) => !chosen().some(({ value }) => value === id)),
    add({ id, text }) {
      const known = [...select.options].find(({ value }) => value === id);
      if (!known) select.append(new Option(text, id));
      set(known ?? select.options[select.options.length - 1], true);
    },
    remove: (place) => set(chosen()[place], false),
  });
  select.hidden = true;
  select.after(field);
  select.addEventListener("taken", draw); // what was saved
}
