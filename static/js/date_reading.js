// Shows how a date is read while typing, also in rows added later: in the <output> for the field, or right after it.
const pause = 250 // milliseconds
const waiting = new WeakMap()
const saved = new WeakMap() // field -> how its text was read when it was saved, which may have been another day
const outputOf = (field) => (field.id && document.querySelector(`output[for="${CSS.escape(field.id)}"]`)) || field.nextElementSibling

// Below the heading "Reads as" these words are for those who don't see it.
function say(output, reading, refused) {
  const [, first, rest] = output.closest(".event__reading") ? /^(reads as: )?(.*)$/s.exec(reading) : []
  const unseen = Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: first ?? "" })
  output.replaceChildren(...(first ? [unseen, rest] : [reading]))
  output.classList.toggle("date-reading--refused", refused)
}

async function show(field) {
  const text = field.value
  const output = outputOf(field)
  if (saved.get(field) && text === field.defaultValue) return say(output, saved.get(field), false)
  const about = document.querySelector("[data-story-year]")?.dataset.storyYear ?? ""
  const language = field.form?.elements.language?.value ?? field.dataset.language ?? ""
  const answer = await fetch(`${field.dataset.dateReading}?${new URLSearchParams({ text, about, language })}`)
  if (!answer.ok || field.value !== text) return
  const { reading, refused, note, other } = await answer.json()
  say(output, reading, refused)
  if (other) offer(field, output, note, other)
}

// No year was typed: say which was taken, and put another likely one into the field by one press.
function offer(field, output, note, other) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "date-reading__other", textContent: `Use ${other.slice(-4)}` })
  button.addEventListener("click", () => {
    field.value = other
    field.dispatchEvent(new Event("input", { bubbles: true }))
    field.focus()
  })
  output.append(` (${note}) `, button)
}

document.addEventListener("input", ({ target }) => {
  if (!target.matches("[data-date-reading]")) return
  if (!saved.has(target)) saved.set(target, outputOf(target).textContent)
  const errors = target.closest("td, .form-row")?.querySelector(".errorlist") // about the text before
  if (errors) errors.hidden = true
  clearTimeout(waiting.get(target))
  waiting.set(target, setTimeout(show, pause, target))
})

for (const output of document.querySelectorAll(".event__reading output")) say(output, output.textContent, false)
