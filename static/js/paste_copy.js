// <textarea data-paste-copy="id of a hidden field">: rich text pasted into the empty field also goes into the hidden
// field. After an edit only the plain text counts, so that nothing typed is lost.
for (const field of document.querySelectorAll("[data-paste-copy]")) {
  const rich = document.getElementById(field.dataset.pasteCopy)
  const told = document.getElementById("id_text_told")
  let pasted = ""
  let held = ""

  field.addEventListener("paste", (event) => {
    const whole = field.selectionEnd - field.selectionStart === field.value.length
    pasted = whole ? event.clipboardData.getData("text/html") : ""
  })
  field.addEventListener("input", (event) => {
    if (event.inputType === "insertFromPaste" && pasted) {
      rich.value = pasted
      held = field.value
      told.textContent = told.dataset.rich
    } else if (rich.value && field.value !== held) {
      rich.value = ""
      told.textContent = told.dataset.plain
    }
    pasted = ""
  })
}
