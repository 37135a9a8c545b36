// Moves an event by its handle, with a mouse, a pen or a finger: a line shows where it would go. Bound to [data-drag].
import { moveBefore, rowOf, rows, table } from "./rows.js";

const EDGE = 60; // pixels from the edge of the window in which it scrolls
const SPEED = 12; // pixels a frame

table.addEventListener("pointerdown", (event) => {
  const handle = event.target.closest("[data-drag]");
  if (!handle || event.button) return;
  event.preventDefault();
  handle.setPointerCapture(event.pointerId);
  drag(handle, rowOf(handle), event);
});

function drag(handle, row, { clientY }) {
  let y = clientY;
  let before = row;
  let frame = 0;

  const mark = (other) => {
    table.querySelector(".event--drop")?.classList.remove("event--drop");
    table.classList.toggle("events__table--drop-last", other === null);
    other?.classList.add("event--drop");
    before = other;
  };
  const follow = () => {
    if (y < EDGE) scrollBy(0, -SPEED);
    if (y > innerHeight - EDGE) scrollBy(0, SPEED);
    const under = rows().find((each) => {
      const { top, height } = each.getBoundingClientRect();
      return y < top + height / 2;
    });
    mark(under ?? null);
    frame = requestAnimationFrame(follow);
  };
  const move = (event) => {
    y = event.clientY;
    frame ||= requestAnimationFrame(follow);
  };
  const end = ({ type }) => {
    cancelAnimationFrame(frame);
    const target = before;
    mark(undefined);
    row.classList.remove("event--dragged");
    for (const name of ["pointermove", "pointerup", "pointercancel"]) handle.removeEventListener(name, name === "pointermove" ? move : end);
    if (type === "pointerup" && frame) moveBefore(row, target);
  };
  row.classList.add("event--dragged");
  handle.addEventListener("pointermove", move);
  handle.addEventListener("pointerup", end);
  handle.addEventListener("pointercancel", end);
}
