// Upload of many photos: each chosen or dropped file is sent separately, with its own progress bar and result.
// Bound to [data-upload-many], a form that works without this: it sends all files together.
import { element, send } from "./photo_upload.js";

const AT_ONCE = 2; // requests under way; decoding a photo keeps a server busy for a second

function bindUploads(form) {
  const zone = form.querySelector("[data-drop-zone]");
  const input = form.querySelector("input[type=file]");
  const anyway = form.querySelector("[name=anyway]");
  const list = form.querySelector("[data-uploads]");
  const done = form.querySelector("[data-done]");
  const waiting = [];
  const taken = new Set();
  let sending = 0;

  form.querySelector("[data-without-script]").hidden = true;
  zone.append(element("p", { className: "drop-zone__hint", textContent: "… or drop them here." }));

  function add(files) {
    for (const file of files) {
      const progress = element("progress", { max: 1, value: 0 });
      progress.setAttribute("aria-label", `Upload of ${file.name}`);
      const said = element("span", { className: "uploads__said", textContent: "Waiting" });
      const row = element("li", { className: "uploads__file" }, element("strong", { textContent: file.name }), progress, said);
      list.append(row);
      waiting.push({ file, row, progress, said, anyway: anyway.checked });
    }
    next();
  }

  function next() {
    while (sending < AT_ONCE && waiting.length) start(waiting.shift());
    tell();
  }

  async function start(upload) {
    sending += 1;
    upload.said.textContent = "Uploading";
    const processing = () => (upload.said.textContent = "Processing");
    const { answer } = send(form.action || location.href, upload.file, { anyway: upload.anyway, bar: upload.progress, processing });
    const { picture, known, words, isRefused } = await answer;
    sending -= 1;
    upload.progress.hidden = true;
    if (picture) finish(upload, picture, "Uploaded");
    else if (known) offer(upload, words, known);
    else refuse(upload, words, !isRefused);
    next();
  }

  function finish(upload, picture, words) {
    taken.add(picture.id);
    upload.row.className = "uploads__file uploads__file--done";
    const missing = picture.alt ? "" : " Add alt text.";
    upload.row.replaceChildren(thumbnail(picture), upload.row.querySelector("strong"), element("span", { className: "uploads__said", textContent: `${words}.${missing}` }));
  }

  function offer(upload, words, known) {
    upload.row.className = "uploads__file uploads__file--known";
    upload.said.textContent = words;
    const use = element("button", { type: "button", className: "button", textContent: "Use that photo" });
    const copy = element("button", { type: "button", className: "button", textContent: "Upload anyway" });
    use.setAttribute("aria-label", `Use the photo in the library instead of ${upload.file.name}`);
    copy.setAttribute("aria-label", `Upload ${upload.file.name} anyway`);
    use.addEventListener("click", () => {
      finish(upload, known, "Using the photo in the library");
      tell();
    });
    copy.addEventListener("click", () => again({ ...upload, anyway: true }));
    upload.row.append(thumbnail(known), element("span", { className: "uploads__choices" }, use, copy));
  }

  function refuse(upload, reason, retry) {
    upload.row.className = "uploads__file uploads__file--refused";
    upload.said.textContent = reason;
    const button = element("button", { type: "button", className: "button", textContent: "Try again" });
    button.setAttribute("aria-label", `Try ${upload.file.name} again`);
    button.addEventListener("click", () => again(upload));
    if (retry) upload.row.append(button);
  }

  function again(upload) {
    upload.row.className = "uploads__file";
    upload.progress.hidden = false;
    upload.progress.value = 0;
    upload.said.textContent = "Waiting";
    upload.row.replaceChildren(upload.row.querySelector("strong"), upload.progress, upload.said);
    waiting.push(upload);
    next();
  }

  function thumbnail(picture) {
    return element("img", { src: picture.thumbnail, alt: "", width: 48, height: 48 });
  }

  function tell() {
    const left = waiting.length + sending;
    if (left) {
      done.textContent = `${left} left.`;
    } else if (taken.size) {
      const numbers = new URLSearchParams([...taken].map((id) => ["picture", id]));
      const link = element("a", { className: "verb", href: `${form.dataset.correct}?${numbers}` });
      link.textContent = `Edit captions (${taken.size} photo${taken.size === 1 ? "" : "s"})`;
      done.replaceChildren(link);
    } else {
      done.textContent = "";
    }
  }

  input.addEventListener("change", () => {
    add(input.files);
    input.value = "";
  });
  for (const name of ["dragover", "dragleave", "drop"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.toggle("drop-zone--over", name === "dragover");
      if (name === "drop") add(event.dataTransfer.files);
    });
  }
  form.addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("beforeunload", (event) => {
    if (waiting.length + sending) event.preventDefault();
  });
}

document.querySelectorAll("[data-upload-many]").forEach(bindUploads);
