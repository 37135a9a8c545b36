// The headline and the deck above the text: Enter goes on to the next, as Tab does, past the buttons, to which Shift+Tab leads
// from the text. What a headline may hold is counted near its end.
import { make } from "./elements.js";

const NEAR = 20; // characters before the limit from which they are counted

function countTo(field, most) {
  const told = make("p", { className: "length-told", role: "status" });
  const show = () => {
    const left = most - [...field.value.trim()].length;
    told.textContent = left > NEAR ? "" : left < 0 ? `${-left} too many: up to ${most} characters can be saved.` : `${left} left of ${most} characters.`;
    told.classList.toggle("length-told--over", left < 0);
  };
  field.after(told);
  for (const name of ["input", "taken"]) field.addEventListener(name, show);
  show();
}

function on(key, field, goOn) {
  field?.addEventListener("keydown", (event) => {
    if (event.key !== key || event.isComposing || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    goOn();
  });
}

export function aboveText(form, editor) {
  const { headline, standfirst } = form.elements;
  const goToText = () => editor.commands.focus("start");
  on("Enter", headline, () => {
    if (!standfirst) return;
    standfirst.focus();
    standfirst.setSelectionRange(standfirst.value.length, standfirst.value.length);
  });
  if (editor) for (const key of ["Enter", "Tab"]) on(key, standfirst, goToText);
  if (headline?.dataset.most) countTo(headline, Number(headline.dataset.most));
}
