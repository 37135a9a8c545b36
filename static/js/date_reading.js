// Shows how a date is read below its field while typing, also in rows added later.
const pause = 250 // milliseconds
const waiting = new WeakMap()

async function show(field) {
  const text = field.value
  const answer = await fetch(`${field.dataset.dateReading}?${new URLSearchParams({ text })}`)
  if (!answer.ok || field.value !== text) return
  const { reading, refused } = await answer.json()
  const output = field.nextElementSibling
  output.textContent = reading
  output.classList.toggle("date-reading--refused", refused)
}

document.addEventListener("input", ({ target }) => {
  if (!target.matches("[data-date-reading]")) return
  const errors = target.closest("td, .form-row")?.querySelector(".errorlist") // about the text before
  if (errors) errors.hidden = true
  clearTimeout(waiting.get(target))
  waiting.set(target, setTimeout(show, pause, target))
})
