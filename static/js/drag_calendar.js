// An item of the calendar is rescheduled by dragging it to another day or, in the view of a day, to another hour. The form
// behind "Reschedule…" is fetched, given that day or hour, and sent; what it refuses is said in the item, which stays where it is.
// Bound to [data-drag], the address of that form, in [data-calendar] with [data-day] (an ISO date) and [data-hour] ("09").
const calendar = document.querySelector("[data-calendar]");
const told = document.querySelector("[data-calendar-told]");
const over = "calendar__over";
let dragged = null;

const placeOf = ({ target }) => (dragged && target.closest ? target.closest("[data-hour], [data-day]") : null);
const dayOf = (place) => place.closest("[data-day]").dataset.day;
const pathOf = (item) => item.dataset.drag.split("?")[0];
const unmark = () => calendar.querySelector(`.${over}`)?.classList.remove(over);

function makeDraggable() {
  for (const item of document.querySelectorAll("[data-drag]")) item.draggable = true;
}

async function read(url) {
  return new DOMParser().parseFromString(await (await fetch(url)).text(), "text/html");
}

/* Send the form with another day, hour or time. Returns what was set before, or null where a person has to fill in the form. */
async function send(url, { day, hour, time }) {
  const form = (await read(url)).querySelector("[data-moves]");
  if (!form) throw new Error("Not rescheduled. Reload the page, and sign in again if you are asked to.");
  const [date, clock] = ["date", "time"].map((type) => form.querySelector(`input[type=${type}]`));
  const before = { day: date.value, time: clock?.value };
  if (clock && !before.time) return null; // it has no time yet
  date.value = day;
  if (clock) clock.value = time ?? (hour ? hour + before.time.slice(2) : before.time); // a planned draft has a day only
  const response = await fetch(url, { method: "POST", body: new FormData(form), redirect: "manual" });
  if (response.type === "opaqueredirect") return before;
  const answer = new DOMParser().parseFromString(await response.text(), "text/html");
  const refused = [...answer.querySelectorAll(".errorlist:not(.errorlist .errorlist) > li")].map((each) => each.textContent.trim());
  throw new Error(refused.join(" ") || "Not rescheduled. Try “Reschedule…”.");
}

function refuse(item, words) {
  item.querySelector("[data-refused]")?.remove();
  const note = document.createElement("strong");
  note.className = "calendar__conflict";
  note.dataset.refused = "";
  note.setAttribute("role", "alert");
  item.append(note);
  note.textContent = words;
  (item.querySelector("a") ?? item).focus();
}

/* Show the calendar as it is now, and what was done, with a way back. */
async function refresh(item, day, before) {
  const page = await read(location.href);
  for (const part of ["conflicts", "beside", "calendar"]) {
    document.querySelector(`[data-${part}]`).replaceChildren(...page.querySelector(`[data-${part}]`).childNodes);
  }
  makeDraggable();
  told.textContent = page.querySelector(".messagelist")?.textContent.trim() ?? "Rescheduled.";
  const moved = [...calendar.querySelectorAll("[data-drag]")].find((each) => pathOf(each) === pathOf(item) && dayOf(each) === day);
  if (!moved) return;
  (moved.querySelector("a") ?? moved).focus();
  const undo = document.createElement("button");
  undo.type = "button";
  undo.textContent = "Undo";
  undo.addEventListener("click", () => move(moved, before));
  told.append(" ", undo);
}

async function move(item, to) {
  told.textContent = "";
  item.setAttribute("aria-busy", "true");
  try {
    const before = await send(item.dataset.drag, to);
    if (before) await refresh(item, to.day, before);
    else location.assign(`${pathOf(item)}?on=${to.day}`);
  } catch (error) {
    refuse(item, error instanceof TypeError ? "Not rescheduled: the server can’t be reached." : error.message);
  } finally {
    item.removeAttribute("aria-busy");
  }
}

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-drag]") ?? null;
  if (!dragged) return;
  event.dataTransfer.setData("text/plain", dragged.textContent.trim());
  event.dataTransfer.effectAllowed = "move";
});
calendar.addEventListener("dragover", (event) => {
  const place = placeOf(event);
  unmark();
  if (!place || place.contains(dragged)) return;
  event.preventDefault();
  place.classList.add(over);
});
calendar.addEventListener("dragleave", unmark);
calendar.addEventListener("drop", (event) => {
  const place = placeOf(event);
  if (!place || place.contains(dragged)) return;
  event.preventDefault();
  move(dragged, { day: dayOf(place), hour: place.dataset.hour });
});
document.addEventListener("dragend", () => {
  unmark();
  dragged = null;
});

makeDraggable();
