// Adds blocks by keyboard: the round + and its menu take focus, Enter and Space.
// Bound to the editor's .order-machine-wrapper, which exists only if blocks can be edited.
const CONTROLS = ".order-machine-insert-target, .plugin-button[role=button]";

function equip(wrapper) {
  for (const control of wrapper.querySelectorAll(CONTROLS)) {
    if (control.hasAttribute("tabindex")) continue;
    control.tabIndex = 0;
    control.role = "button";
    control.setAttribute(
      "aria-label",
      control.title || (control.matches(".last") ? "Add a block at the end" : "Add a block before this one"),
    );
  }
  // The names of the icons are ligatures of their font, not words for screen readers.
  for (const icon of wrapper.querySelectorAll(".material-icons:not(button)")) icon.ariaHidden = "true";
}

function press(event) {
  const control = event.target.closest(CONTROLS);
  if (!control || !["Enter", " "].includes(event.key)) return;
  event.preventDefault();
  control.click();
  if (control.matches(".order-machine-insert-target.selected")) {
    document.querySelector(".plugin-buttons .plugin-button:not(.content-editor-hide)").focus();
  }
}

// Focuses the first visible field of a new block. The editor itself picks a hidden one.
function enter({ target }) {
  const seen = (field) => field.checkVisibility() && field.type !== "checkbox";
  setTimeout(() => [...target.querySelectorAll("input, select, textarea")].find(seen)?.focus());
}

function start() {
  const wrapper = document.querySelector(".order-machine-wrapper");
  if (!wrapper) return;
  equip(wrapper);
  new MutationObserver(() => equip(wrapper)).observe(wrapper, { childList: true, subtree: true });
  wrapper.addEventListener("keydown", press);
  wrapper.addEventListener("formset:added", enter);
}

document.addEventListener("content-editor:ready", start);
