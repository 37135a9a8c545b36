// The photos of a gallery: rows in order, to drag or to move by buttons and keys; new ones from the library or uploaded, several
// at once.
import { newKey } from "../new_key.js";
import { send } from "../photo_upload.js";
import { choose } from "./choose.js";
import { button, make } from "./elements.js";
import { post } from "./post.js";

const source = document.querySelector("textarea[data-blocks]");
const AT_ONCE = 2; // uploads under way

let made = 0;

function labeled(label, control, className) {
  control.id = `id_gallery-${(made += 1)}`;
  return make("div", { className }, make("label", { htmlFor: control.id, textContent: label }), control);
}

// `field.photo` describes the field of a photo; `changed` is called after each change.
export function gallery(within, values, field, changed) {
  const { name, label, photo } = field;
  const photos = (values[name] = structuredClone(values[name] ?? []));
  const list = make("ol", { className: "gallery-rows" });
  const told = make("p", { className: "gallery-told", role: "status" });

  function move(item, row, step) {
    const at = photos.indexOf(item);
    const to = at + step;
    if (to < 0 || to >= photos.length) return;
    photos.splice(to, 0, ...photos.splice(at, 1));
    list.insertBefore(row, step < 0 ? row.previousSibling : row.nextSibling.nextSibling);
    told.textContent = `Photo ${to + 1} of ${photos.length}.`;
    changed();
  }

  function show(item) {
    const image = make("img", { alt: "", width: 96, height: 96, className: "gallery-row__photo" });
    const title = make("strong", { className: "gallery-row__title" });
    const alt = make("input", { type: "text", value: item.alt ?? "", maxLength: 300, spellcheck: true });
    const caption = make("textarea", { value: item.caption ?? "", rows: 1, spellcheck: true });
    const row = make("li", { className: "gallery-row", draggable: true });
    const moves = [[-1, "↑", "Move up"], [1, "↓", "Move down"]].map(([step, words, does]) =>
      button(does, (pressed) => {
        move(item, row, step);
        pressed.focus();
      }, { words }),
    );
    const remove = button("Remove", () => {
      photos.splice(photos.indexOf(item), 1);
      const next = row.nextElementSibling ?? row.previousElementSibling;
      row.remove();
      (next ?? adding).querySelector("input")?.focus();
      changed();
    });
    row.append(
      image,
      make("div", { className: "gallery-row__fields" }, title, labeled("Alt text", alt, "body-field"), labeled("Caption", caption, "body-field")),
      make("div", { className: "gallery-row__acts" }, ...moves, remove),
    );
    for (const [control, key] of [[alt, "alt"], [caption, "caption"]]) {
      control.addEventListener("input", () => {
        item[key] = control.value;
        changed();
      });
    }
    post(source.dataset.titles, { of: photo.of, id: item.picture })
      .then((found) => {
        title.textContent = found.title || `No. ${item.picture}`;
        for (const each of row.querySelectorAll("button")) each.setAttribute("aria-label", `${each.title}: ${title.textContent}`);
        if (found.thumbnail) image.src = found.thumbnail;
        alt.placeholder = found.alt ?? "";
      })
      .catch(() => (title.textContent = `No. ${item.picture}`));
    row.addEventListener("dragstart", (event) => {
      if (event.target !== row) return;
      event.stopPropagation();
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", "");
      dragged = { item, row };
    });
    row.addEventListener("dragend", () => (dragged = null));
    row.addEventListener("dragover", (event) => {
      if (!dragged) return;
      event.preventDefault();
      event.stopPropagation();
      const step = photos.indexOf(item) - photos.indexOf(dragged.item);
      if (step) moveBy(step);
    });
    list.append(row);
    return row;
  }
  let dragged = null;
  const moveBy = (step) => Array.from({ length: Math.abs(step) }, () => move(dragged.item, dragged.row, Math.sign(step)));

  function add(picture) {
    const item = { key: newKey(), picture: Number(picture), alt: "", caption: "" };
    photos.push(item);
    show(item);
    changed();
  }

  // One from the library; the field is empty again afterward.
  const number = make("input", { type: "number", hidden: true, id: `id_gallery-${(made += 1)}` });
  const chooser = choose(number, { ...photo, label: "Photo", upload: null, add: "", change: "" });
  number.addEventListener("input", () => {
    if (!number.value) return;
    add(number.value);
    number.value = chooser.input.value = "";
  });
  chooser.input.id = `${number.id}-find`;
  const browse = photo.list && make("a", { id: `lookup_${number.id}`, className: "related-lookup", href: photo.list, textContent: "Browse", ariaLabel: "Browse photos" });
  window.django?.jQuery(number).on("change", () => number.dispatchEvent(new Event("input")));
  if (browse) chooser.more.append(browse);

  const files = make("input", { type: "file", multiple: true, accept: "image/*,.heic,.heif", className: "visually-hidden", id: `${number.id}-files` });
  const uploads = make("ul", { className: "gallery-uploads" });
  files.addEventListener("change", async (event) => {
    event.stopPropagation();
    const waiting = [...files.files];
    files.value = "";
    const next = async () => {
      for (let file = waiting.shift(); file; file = waiting.shift()) await uploaded(file);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, next));
  });

  async function uploaded(file, anyway = false) {
    const bar = make("progress", { max: 1, value: 0, ariaLabel: `Upload of ${file.name}` });
    const words = make("span", { textContent: `Uploading ${file.name} … ` });
    const line = make("li", {}, words, bar);
    uploads.append(line);
    const { picture, known, words: refusal, isRefused } = await send(photo.upload.url, file, { anyway, bar, processing: () => (words.textContent = `Processing ${file.name} … `) }).answer;
    bar.remove();
    const leave = (act) => () => {
      line.remove();
      act?.();
    };
    if (picture) {
      line.remove();
      told.textContent = `Added ${picture.title}.`;
      add(picture.id);
      return;
    }
    words.textContent = `${file.name}: ${refusal} `;
    if (known) line.append(button(`Use “${known.title}”`, leave(() => add(known.id))), button("Upload anyway", leave(() => uploaded(file, true))));
    else if (!isRefused) line.append(button("Try again", leave(() => uploaded(file))));
    line.append(button("Leave it out", leave()));
  }

  const adding = make(
    "div",
    { className: "gallery-add body-field" },
    make("label", { htmlFor: chooser.input.id, textContent: "Add a photo" }),
    chooser.box,
    number,
    make("span", { className: "choose__upload" }, make("label", { htmlFor: files.id, textContent: "Upload photos" }), files),
  );
  within.append(make("p", { className: "body-field__label", textContent: label }), list, uploads, adding, told);
  photos.forEach(show);
  return within;
}
