// The palette: Ctrl+P (⌘P) or the button in the desk's bar opens a field in which one types where to go. The address of
// the button is what finds it. Enter goes to the chosen page, with Ctrl (⌘) in a new tab; Escape closes.
import { combobox } from "./writing/combobox.js";
import { make } from "./writing/elements.js";

const opener = document.querySelector("[data-palette]");
const told = make("p", { className: "palette__told", role: "status" });
let dialog;
let field;

async function find(words) {
  told.textContent = "";
  try {
    const answer = await fetch(`${opener.href}?q=${encodeURIComponent(words)}`, { headers: { accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.statusText);
    const { found } = await answer.json();
    if (!found.length) told.textContent = "Nothing found.";
    return found;
  } catch {
    told.textContent = "Can’t search right now.";
    return [];
  }
}

const show = ({ title, about, excerpt }) => [
  make("span", { textContent: title }),
  make("small", { textContent: about }),
  ...(excerpt ? [make("p", { innerHTML: excerpt })] : []), // the server has escaped the text in it
];

function build() {
  field = combobox("palette", { label: "Pages", find, show, take: go });
  const label = make("label", { htmlFor: field.input.id, className: "visually-hidden", textContent: "Go to" });
  field.input.placeholder = "Story, timeline, photo, page, person or action";
  field.input.spellcheck = false;
  dialog = make("dialog", { className: "palette", ariaLabel: "Go to" }, label, field.input, field.list, told);
  document.body.append(dialog);
  field.input.addEventListener("keydown", keyed);
  field.list.addEventListener("mousedown", ({ ctrlKey, metaKey }) => (inNewTab = ctrlKey || metaKey), { capture: true });
  dialog.addEventListener("mousedown", ({ target }) => target === dialog && dialog.close());
  dialog.addEventListener("close", field.close);
}

let inNewTab = false;
function go({ url }) {
  if (inNewTab) window.open(url);
  else window.location.assign(url);
  inNewTab = false;
  dialog.close();
}

function keyed(event) {
  if (field.step(event)) {
    event.preventDefault();
    field.list.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  } else if (event.key === "Enter") {
    event.preventDefault();
    inNewTab = event.ctrlKey || event.metaKey;
    field.takeFound();
  }
}

function open() {
  if (!dialog) build();
  if (dialog.open) return dialog.close();
  field.input.value = "";
  dialog.showModal();
  field.input.focus();
  field.look();
}

opener?.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  open();
});

// While it is captured, so that no editor or field of the page has the key first.
document.addEventListener(
  "keydown",
  (event) => {
    if (!opener || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || event.key.toLowerCase() !== "p") return;
    event.preventDefault();
    event.stopPropagation();
    open();
  },
  { capture: true },
);
