// Asks before a page with unsaved words is left. Bound to [data-warn-unsaved] inside a form;
// its value "yes" says that the form came back unsaved.
// Compares the form with its content before: whatever an editor, a list or a drag did counts, what was undone doesn't, and
// neither does what autosave.js has brought to the server. A chosen file counts, which is not autosaved.
const mark = document.querySelector("[data-warn-unsaved]");
const form = mark?.closest("form");

if (form) {
  const fields = () => [...new FormData(form)].filter(([name]) => !name.startsWith("_"));
  const held = () => JSON.stringify(fields().map(([name, value]) => [name, value.name ?? value]));
  const files = () => fields().some(([, value]) => value.name);
  const autosave = form.querySelector("[data-autosave]");
  let isRefused = mark.dataset.warnUnsaved === "yes" && !document.querySelector(".kept-notice"); // that is autosaved

  function isKept() {
    if (!autosave || files()) return false;
    form.dispatchEvent(new Event("leaving")); // autosave.js looks at what changed last
    return autosave.dataset.unkept === undefined;
  }
  let before = "";
  let leaving = false;
  document.addEventListener("DOMContentLoaded", () =>
    setTimeout(() => {
      before = held(); // once the editors have settled
    }),
  );
  form.addEventListener("submit", ({ submitter }) => {
    leaving = !submitter?.formTarget; // not by what is shown in a frame
  });
  let sent = "";
  form.addEventListener("saving", () => {
    sent = held();
  });
  form.addEventListener("saved", ({ detail }) => {
    before = detail.isSame ? held() : sent; // with what was merged
    mark.dataset.warnUnsaved = "";
    isRefused = false;
  });
  window.addEventListener("pageshow", () => {
    leaving = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && (isRefused || (before && held() !== before && !isKept()))) event.preventDefault();
  });
}
