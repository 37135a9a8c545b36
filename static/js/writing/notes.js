// The notes of colleagues beside the text: sent by fetch, so that the page stays as it is. Bound to [data-notes], with the
// list [data-notes-list] and the count [data-notes-count]; the fields belong to the form #note-form, outside the story's.
// A note that is typed but not added is kept in this tab, as it is no part of the form that is autosaved, and goes along
// with a button that leaves the page, such as Submit. "Reply" makes the next note an answer. Of a story that was never saved,
// the note is a field of its form, and is added with the first save.
const part = document.querySelector("[data-notes]");
const noteForm = () => document.getElementById("note-form");
const field = () => document.getElementById("note-text");
const kept = () => `note ${noteForm()?.action}`;
const replyTo = () => part.querySelector("[name=reply_to]");
let underway = null; // the note that is being sent
let typed = ""; // in the form of a new story

const tell = (words) => (document.getElementById("note-told").textContent = words);

// Others write notes, too: the count is that of the list, as soon as it is loaded. Its links leave the text open.
function shown() {
  if (!part.querySelector(".notes")) return;
  for (const link of part.querySelectorAll(".note a")) link.target = "_blank";
  part.querySelector("[data-notes-count]").textContent = part.querySelectorAll(".note:not(.note--resolved, .note--reply)").length || "";
}

// The next note answers that of a button; without one it answers none.
function answer(button) {
  const replying = part.querySelector("[data-replying]");
  replying.hidden = !button;
  replying.firstElementChild.textContent = button ? `Reply to ${button.dataset.reply}` : "";
  replyTo().value = button?.value ?? "";
  field().focus();
}

// Whether the server has it now.
async function send(button) {
  const form = noteForm();
  const sent = new FormData(form, button);
  const adds = !button?.name;
  const buttons = part.querySelectorAll("button[form]");
  for (const each of buttons) each.disabled = true; // one note, however often it is pressed
  try {
    const response = await fetch(`${form.action}?fragment`, { method: "POST", body: sent });
    const html = await response.text();
    const isText = response.headers.get("Content-Type")?.startsWith("text/plain");
    if (!response.ok) throw new Error(isText ? html : "That wasn’t saved. Reload the page, then try again.");
    part.querySelector("[data-notes-list]").innerHTML = html;
    if (adds) {
      answer(null);
      field().value = "";
      sessionStorage.removeItem(kept());
    }
    tell("");
    field().focus();
    return true;
  } catch (error) {
    tell(error instanceof TypeError ? "The server can’t be reached. Your note is still here." : error.message);
    return false;
  } finally {
    for (const each of buttons) each.disabled = false;
  }
}

const sendOnce = (button) => (underway ??= send(button).finally(() => (underway = null)));

// Send the note first, then press the story's button again; a note that is refused is shown where it was typed.
async function sendAlong(form, button) {
  if (await sendOnce()) return form.requestSubmit(button);
  part.open = true;
  field().focus();
}

if (part) {
  document.addEventListener("submit", (event) => {
    if (event.target !== noteForm()) return;
    event.preventDefault();
    if (event.submitter?.name === "reply") answer(event.submitter);
    else sendOnce(event.submitter);
  });
  part.addEventListener("click", ({ target }) => target.matches(".note-reply__not") && answer(null));
  document.addEventListener("saved", ({ detail }) => {
    if (typed.trim() !== (detail.sent.get("first_note") ?? "").trim()) field().value = typed; // written on since it was sent
    typed = "";
  });
  document.addEventListener(
    "submit",
    (event) => {
      const { target, submitter } = event;
      const leaves = target === document.querySelector("textarea[data-blocks]")?.form && submitter?.name !== "_continue";
      if (!leaves || event.defaultPrevented || !noteForm() || !field()?.value.trim()) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      sendAlong(target, submitter);
    },
    true, // before the form is saved
  );
  for (const name of ["input", "change"]) {
    part.addEventListener(name, (event) => {
      if (!noteForm()) return (typed = field().value);
      event.stopPropagation(); // nothing of the story was typed
      sessionStorage.setItem(kept(), field().value);
    });
  }
  part.addEventListener("keydown", (event) => {
    if (!noteForm() || event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.target !== field()) return;
    event.preventDefault();
    noteForm().requestSubmit(part.querySelector("button[form]:not([name])"));
  });
  if (noteForm() && field()) field().value ||= sessionStorage.getItem(kept()) ?? "";
  new MutationObserver(shown).observe(part.lastElementChild, { childList: true, subtree: true });
}
