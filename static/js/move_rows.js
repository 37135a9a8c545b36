// Puts rows of a form in order with buttons instead of typed numbers.
// Bound to [data-row-order], the number input of each row, which works without this.
const ROW = "tr.form-row:not(.empty-form), .inline-related[id]:not(.empty-form)";
const place = (row) => row.querySelector("[data-row-order]");
const rows = (body) => [...body.children].filter((child) => child.matches(ROW) && place(child));

function renumber(body) {
  rows(body).forEach((row, index) => {
    place(row).value = index + 1;
  });
}

function move(row, step) {
  const body = row.parentElement;
  const all = rows(body);
  const other = all[all.indexOf(row) + step];
  if (!other) return;
  other[step < 0 ? "before" : "after"](row);
  renumber(body);
}

function button(row, label, sign, step) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "move-block";
  element.textContent = sign;
  element.title = label;
  element.setAttribute("aria-label", label);
  element.addEventListener("click", () => {
    move(row, step);
    element.focus();
    place(row).dispatchEvent(new Event("change", { bubbles: true }));
  });
  return element;
}

function equip(row) {
  if (row.dataset.movable !== undefined) return;
  row.dataset.movable = "";
  place(row).hidden = true;
  place(row).after(button(row, "Move up", "↑", -1), button(row, "Move down", "↓", 1));
}

// Django renumbers the rows in document order when an added one is removed: those that it knows must come first.
function asDjangoKnowsThem(body) {
  const index = (row) => Number(row.id.split("-").pop());
  const moved = rows(body);
  const known = [...moved].sort((a, b) => index(a) - index(b));
  const spot = document.createComment("");
  moved[0].before(spot);
  spot.replaceWith(...known);
  setTimeout(() => {
    const back = document.createComment("");
    const left = moved.filter((row) => row.isConnected);
    if (!left.length) return;
    rows(body)[0].before(back);
    back.replaceWith(...left);
    renumber(body);
  });
}

const rowOf = (input) => input.closest("tr.form-row, .inline-related");
for (const body of new Set([...document.querySelectorAll("[data-row-order]")].map((input) => rowOf(input).parentElement))) {
  rows(body).forEach(equip);
  body.addEventListener("formset:added", ({ target }) => {
    equip(target);
    renumber(body);
  });
  body.addEventListener(
    "click",
    ({ target }) => {
      if (target.closest(".inline-deletelink")) asDjangoKnowsThem(body);
    },
    true,
  );
}
