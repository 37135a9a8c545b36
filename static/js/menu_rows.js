// Rows in two levels that are put in order by buttons, by keys (Alt and an arrow) or by dragging.
// Bound to [data-menu-rows]; the fields of a row, with a number for its place, work without this.
let dragged = null;

for (const list of document.querySelectorAll("[data-menu-rows]")) {
  const prefix = list.dataset.menuRows;
  const total = document.getElementById(`id_${prefix}-TOTAL_FORMS`);
  const template = document.querySelector(`template[data-menu-row="${prefix}"]`);
  const rows = () => [...list.children].filter((row) => !row.hidden);
  const field = (row, name) => row.querySelector(`[name$="-${name}"]`);

  const changed = () => {
    [...list.children].forEach((row, index) => {
      field(row, "ORDER").value = index + 1;
    });
    rows().forEach((row, index) => {
      if (!index) field(row, "under").checked = false;
      row.classList.toggle("menu-row--below", field(row, "under").checked);
      const isBelow = field(row, "under").checked;
      row.querySelector("[data-level]").textContent = isBelow ? "⇤" : "⇥";
      name(row.querySelector("[data-level]"), isBelow ? "Move to the first level" : "Move below the row before");
      row.querySelector("[data-level]").disabled = !index;
    });
    list.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const name = (button, words) => {
    button.title = words;
    button.setAttribute("aria-label", words);
  };
  const button = (sign, words, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "move-block";
    made.textContent = sign;
    name(made, words);
    made.addEventListener("click", () => {
      act();
      changed();
      if (made.isConnected && made.offsetParent) made.focus();
    });
    return made;
  };
  const move = (row, step) => {
    const all = rows();
    const other = all[all.indexOf(row) + step];
    if (other) other[step < 0 ? "before" : "after"](row);
  };
  const level = (row) => {
    field(row, "under").checked = !field(row, "under").checked;
  };
  const remove = (row) => {
    const next = rows()[rows().indexOf(row) + 1] ?? rows()[rows().indexOf(row) - 1];
    field(row, "DELETE").checked = true;
    row.hidden = true;
    (next?.querySelector("select") ?? add).focus();
  };

  function equip(row) {
    const tools = document.createElement("span");
    const handle = document.createElement("span");
    const levels = button("⇥", "Move below the row before", () => level(row));
    levels.dataset.level = "";
    handle.className = "menu-row__handle move-block";
    handle.textContent = "⠿";
    handle.draggable = true;
    handle.title = "Drag to another place";
    handle.setAttribute("aria-hidden", "true");
    tools.className = "menu-row__tools";
    tools.append(
      button("↑", "Move up", () => move(row, -1)),
      button("↓", "Move down", () => move(row, 1)),
      levels,
      button("×", "Remove", () => remove(row)),
      handle,
    );
    row.append(tools);
    row.dataset.equipped = "";
    const target = field(row, "target");
    const typed = field(row, "to").closest("label");
    const show = () => {
      typed.hidden = target.value === "" || target.value.includes(":");
      typed.querySelector("span").textContent = target.value === "address" ? "Address" : "Name of the tag";
    };
    target.addEventListener("change", show);
    show();
    row.addEventListener("keydown", (event) => {
      if (!event.altKey || !["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"].includes(event.key)) return;
      event.preventDefault();
      const { activeElement } = document;
      if (event.key === "ArrowUp") move(row, -1);
      if (event.key === "ArrowDown") move(row, 1);
      if (event.key === "ArrowLeft") field(row, "under").checked = false;
      if (event.key === "ArrowRight") field(row, "under").checked = true;
      changed();
      activeElement.focus();
    });
    handle.addEventListener("dragstart", (event) => {
      dragged = row;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setDragImage(row, 0, 0);
    });
    handle.addEventListener("dragend", () => {
      dragged = null;
      for (const each of rows()) each.classList.remove("menu-row--over");
    });
    row.addEventListener("dragover", (event) => {
      if (dragged?.parentElement !== list) return;
      event.preventDefault();
      for (const each of rows()) each.classList.toggle("menu-row--over", each === row && row !== dragged);
    });
    row.addEventListener("drop", (event) => {
      if (dragged?.parentElement !== list) return;
      event.preventDefault();
      if (row !== dragged) row.before(dragged);
      changed();
    });
  }

  const add = document.createElement("button");
  add.type = "button";
  add.className = "button";
  add.textContent = "Add a row";
  add.addEventListener("click", () => {
    const row = template.content.firstElementChild.cloneNode(true);
    for (const each of row.querySelectorAll("[name]")) {
      each.name = each.name.replace("__prefix__", total.value);
      each.id = each.id.replace("__prefix__", total.value);
    }
    total.value = Number(total.value) + 1;
    list.append(row);
    equip(row);
    changed();
    row.querySelector("select").focus();
  });
  list.after(add);
  for (const row of list.children) equip(row);
  const last = list.lastElementChild;
  if (last && !field(last, "target").value && !field(last, "label").value && !last.classList.contains("menu-row--wrong")) {
    last.remove(); // the blank one, for pages without a script
    total.value = Number(total.value) - 1;
  }
  if (list.children.length) changed();
}
