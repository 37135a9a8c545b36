// Shows a correction as readers will see it while it is typed. The server renders it and stores nothing.
// Bound to [data-preview-notice], inside the form; without this a button of the form does the same.

const PAUSE = 400; // milliseconds after the last key

function bindNotice(section) {
  const { form } = section.parentElement.querySelector("textarea");
  const place = section.querySelector("[data-notice]");
  let soon;
  let asked = 0;

  async function show() {
    const now = ++asked;
    const sent = new FormData(form);
    sent.append("_look", "1");
    const answer = await fetch(location.href, { method: "POST", body: sent }).catch(() => null);
    if (!answer?.ok || now !== asked) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const notice = page.querySelector("[data-notice]");
    if (notice) place.replaceChildren(...notice.childNodes);
  }

  form.addEventListener("input", () => {
    clearTimeout(soon);
    soon = setTimeout(show, PAUSE);
  });
}

document.querySelectorAll("[data-preview-notice]").forEach(bindNotice);
