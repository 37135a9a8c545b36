// Adds Move up and Move down buttons to every block of a story, to reorder blocks without a mouse.
// Bound to the editor's .order-machine, which exists only if blocks can be edited.

const number = (block) => block.querySelector(".order-machine-ordering");

function blocks(machine) {
  return [...machine.querySelectorAll(".inline-related:not(.empty-form)")].sort((a, b) => a.style.order - b.style.order);
}

function move(machine, block, step) {
  const all = blocks(machine);
  const other = all[all.indexOf(block) + step];
  if (!other) return;
  const [here, there] = [number(block).value, number(other).value];
  number(block).value = block.style.order = there;
  number(other).value = other.style.order = here;
}

function button(machine, block, label, sign, step) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "move-block";
  element.textContent = sign;
  element.title = label;
  element.setAttribute("aria-label", label);
  element.addEventListener("click", (event) => {
    event.stopPropagation(); // the title collapses the block
    move(machine, block, step);
    element.focus();
    number(block).dispatchEvent(new Event("change", { bubbles: true }));
  });
  return element;
}

function equip(machine) {
  for (const block of machine.querySelectorAll(".inline-related:not(.empty-form):not([data-movable])")) {
    const title = block.querySelector(":scope > h3");
    if (!title) continue;
    block.dataset.movable = "";
    title.append(button(machine, block, "Move up", "↑", -1), button(machine, block, "Move down", "↓", 1));
  }
}

function start() {
  const machine = document.querySelector(".order-machine");
  if (!machine) return;
  equip(machine);
  new MutationObserver(() => equip(machine)).observe(machine, { childList: true });
}

document.addEventListener("content-editor:ready", start);
