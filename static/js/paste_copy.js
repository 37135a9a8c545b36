// <textarea data-paste-copy="id of a hidden field" data-pasted="id of another">: rich text pasted into the empty field also
// goes into the hidden field, and the plain text that came with it into the other. What is edited afterwards is merged into
// the rich text when it is read, so that neither the formatting nor anything typed is lost.
for (const field of document.querySelectorAll("[data-paste-copy]")) {
  const rich = document.getElementById(field.dataset.pasteCopy)
  const plain = document.getElementById(field.dataset.pasted)
  const told = document.getElementById("id_text_told")
  let pasted = ""

  field.addEventListener("paste", (event) => {
    const whole = field.selectionEnd - field.selectionStart === field.value.length
    pasted = whole ? event.clipboardData.getData("text/html") : ""
  })
  field.addEventListener("input", (event) => {
    if (event.inputType === "insertFromPaste" && pasted) {
      rich.value = pasted
      plain.value = field.value
      told.textContent = told.dataset.rich
    } else if (rich.value && !field.value.trim()) {
      rich.value = ""
      plain.value = ""
      told.textContent = ""
    } else if (rich.value && field.value !== plain.value) {
      told.textContent = told.dataset.edited
    }
    pasted = ""
  })
}

// <input type="checkbox" data-for-pages="id of a file field">: of use only if the file is a page that was saved.
for (const choice of document.querySelectorAll("[data-for-pages]")) {
  const file = document.getElementById(choice.dataset.forPages)
  const show = () => {
    choice.closest("div").hidden = !choice.checked && !/\.x?html?$/i.test(file.value)
  }
  file.addEventListener("change", show)
  show()
}
