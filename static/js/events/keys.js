// The keys of the table of events. Tab goes through the cells as everywhere; Enter goes on, from the last cell to the next
// event; ↑ and ↓ go to the same cell of the event above or below. (Alt with ↑ or ↓ moves the event: static/js/shortcuts.js.)
import { cells, insert, rowOf, rows, table } from "./rows.js";

// Whether ↑ or ↓ would leave the lines of this cell.
function leaves({ value, selectionStart, selectionEnd, localName }, by) {
  if (localName !== "textarea") return true;
  return by < 0 ? !value.slice(0, selectionStart).includes("\n") : !value.slice(selectionEnd).includes("\n");
}

function goTo(row, from, by) {
  const seen = rows().filter((each) => !each.classList.contains("event--deleted"));
  const other = seen[seen.indexOf(row) + by];
  const cell = other && cells(other)[cells(row).indexOf(from)];
  cell?.focus();
  return Boolean(cell);
}

table.addEventListener("keydown", (event) => {
  const cell = event.target.closest("[data-cell]");
  if (!cell || event.isComposing || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const row = rowOf(cell);
  if (event.key === "Enter") {
    const next = cells(row)[cells(row).indexOf(cell) + 1];
    if (next) next.focus();
    else insert(row);
  } else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
    const by = event.key === "ArrowUp" ? -1 : 1;
    if (!leaves(cell, by) || !goTo(row, cell, by)) return;
  } else {
    return;
  }
  event.preventDefault();
});
