// A date or time that is only partly typed is empty to the form: sent, it would be thrown away without a word, as would a
// year that is out of the range of its field. So it is said at the field, on leaving it and before the form is sent, and the
// form isn't sent. For every form of the desk.
const TIMES = "input:is([type=date], [type=time], [type=datetime-local])";
const whole = new WeakMap(); // field -> its value before it was partly typed

// The value of a field, or what it was before it was partly typed.
export const wholeValue = (field) => (field.validity?.badInput ? whole.get(field) ?? field.defaultValue : field.value);

const isOutside = ({ validity }) => validity.rangeUnderflow || validity.rangeOverflow;
const isRefused = (field) => field.validity.badInput || isOutside(field);
export const partlyTyped = (form) => [...form.elements].filter((field) => field.matches(TIMES) && isRefused(field));

function cure(field) {
  if (isOutside(field)) return `Enter a year from ${field.min.slice(0, 4)} to ${field.max.slice(0, 4)}.`;
  return field.type === "time" ? "Enter the whole time, or clear it." : "Enter the whole date, with the year.";
}

// Say it at each field that is partly typed, and go to the first. Return whether there is none.
export function reportPartlyTyped(form) {
  const fields = partlyTyped(form);
  fields.forEach(say);
  for (let around = fields[0]; around; around = around.parentElement) if (around.localName === "details") around.open = true;
  fields[0]?.focus();
  return fields.length === 0;
}

function say(field) {
  if (field.ariaInvalid === "true") return;
  const list = Object.assign(document.createElement("ul"), { className: "errorlist", id: `${field.id || field.name}-partly` });
  list.setAttribute("role", "alert");
  list.append(Object.assign(document.createElement("li"), { textContent: cure(field) }));
  (field.closest(".moment") ?? field).before(list);
  field.ariaInvalid = "true";
  field.setAttribute("aria-describedby", [field.getAttribute("aria-describedby"), list.id].filter(Boolean).join(" "));
}

function unsay(field) {
  const id = `${field.id || field.name}-partly`;
  const list = document.getElementById(id);
  if (!list) return;
  list.remove();
  field.removeAttribute("aria-invalid");
  field.setAttribute("aria-describedby", field.getAttribute("aria-describedby").replace(id, "").trim());
}

// Words that appear push a button away from the pointer that is pressing it: what sends the form says it then.
const SENDS = ":is(button, input)[type=submit], button:not([type])";

function look({ type, target, relatedTarget }) {
  if (!target.matches?.(TIMES)) return;
  if (!isRefused(target)) {
    whole.set(target, target.value);
    unsay(target);
  } else if (type === "focusout" && !relatedTarget?.matches?.(SENDS)) say(target);
}

for (const name of ["focusin", "input", "change", "focusout"]) document.addEventListener(name, look);
// Before whatever else listens: a fetch, autosave, or a question about leaving.
window.addEventListener(
  "submit",
  (event) => {
    if (reportPartlyTyped(event.target)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);
