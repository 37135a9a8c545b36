// Says under a date field what it is read as while one types. Rows added later are heard too.
const pause = 250 // milliseconds
const waiting = new WeakMap()

async function say(field) {
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
  const refusals = target.closest("td, .form-row")?.querySelector(".errorlist") // of what was typed before
  if (refusals) refusals.hidden = true
  clearTimeout(waiting.get(target))
  waiting.set(target, setTimeout(say, pause, target))
})
