// Names the button of a form by what it will do: "Publish", or "Schedule for Dec. 1, 9 a.m." where a time is chosen.
// Bound to [data-schedules], the button, in a form with "when" and the two fields of "at".
const MONTHS = ["Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."];
const button = document.querySelector("[data-schedules]");
const now = button?.value;

// In the newsroom's style, as the server says it afterwards.
function clock(time) {
  const [hour, minute, second = 0] = time.split(":").map(Number);
  if (!minute && !second && hour % 12 === 0) return hour ? "noon" : "midnight";
  const two = (number) => `:${String(number).padStart(2, "0")}`;
  return `${hour % 12 || 12}${minute || second ? two(minute) : ""}${second ? two(second) : ""} ${hour < 12 ? "a.m." : "p.m."}`;
}

function name() {
  const { when, at_0: day, at_1: time } = button.form.elements;
  if (when.value !== "later") return now;
  if (!day.value || !time.value) return "Schedule";
  const [year, month, date] = day.value.split("-").map(Number);
  const of = year === new Date().getFullYear() ? "" : `, ${year}`;
  return `Schedule for ${MONTHS[month - 1]} ${date}${of}, ${clock(time.value)}`;
}

if (button) {
  const show = () => (button.value = name());
  // After select_with.js, which chooses the time that is typed.
  for (const event of ["input", "change"]) window.addEventListener(event, show);
  show();
}
