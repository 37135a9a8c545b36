// A photo in another form: uploaded as soon as it is chosen, so that it can't get lost with the form, which gets its id.
// Bound to [data-upload-photo] around a file field; its value is the upload address. Without this the form sends the file.
import { element, uploadChosen } from "./photo_upload.js";

function bindPhoto(zone) {
  const input = zone.querySelector("input[type=file]");
  const place = zone.querySelector("[data-photo]");
  input.classList.add("new-photo__file"); // what it holds is shown below: no “No file chosen” beside a photo
  const blank = zone.querySelector("template").content.firstElementChild;
  const changed = (picture = null) => {
    input.dispatchEvent(new Event("change", { bubbles: true })); // for the autosave
    input.dispatchEvent(new CustomEvent("photo:taken", { bubbles: true, detail: picture }));
  };
  const { remove, tell } = uploadChosen(input, zone.dataset.uploadPhoto, zone.querySelector("[data-said]"), {
    taken(picture) {
      const card = blank.cloneNode(true);
      card.querySelector("[data-thumbnail]").src = picture.thumbnail;
      card.querySelector("[data-title]").textContent = picture.title;
      card.querySelector("[data-rights]").textContent = picture.rights;
      card.querySelector("[data-rights]").classList.add(`rights--${picture.state}`);
      card.querySelector("input").value = picture.id;
      place.replaceChildren(card);
      removable();
      zone.querySelector("[data-known]")?.remove();
      changed(picture);
    },
    removed() {
      place.replaceChildren();
      changed();
    },
  });

  function removable() {
    const button = element("button", { type: "button", className: "button", textContent: "Remove the photo" });
    button.addEventListener("click", remove);
    place.firstElementChild?.append(button);
  }

  // The page saved the form and stayed: the story has the photo now.
  input.form.addEventListener("saved", ({ detail: { sent } }) => {
    const used = place.querySelector("input");
    const [file] = input.files;
    const isSent = used ? sent.get(used.name) === used.value : file && sent.get(input.name)?.size === file.size;
    if (!isSent) return;
    input.value = "";
    place.replaceChildren();
    zone.querySelector("[data-known]")?.remove();
    tell("");
  });
  removable();
}

document.querySelectorAll("[data-upload-photo]").forEach(bindPhoto);
