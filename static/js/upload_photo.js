// Uploads a photo as soon as it is chosen and puts its id into the form, so that the photo can't get lost with the form.
// Bound to [data-upload-photo] around a file field; its value is the upload address. Without this the form sends the file.

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

function bindPhoto(zone) {
  const input = zone.querySelector("input[type=file]");
  const form = input.form;
  const place = zone.querySelector("[data-photo]");
  const said = zone.querySelector("[data-said]");
  const blank = zone.querySelector("template").content.firstElementChild;
  let request = null; // the upload under way
  let held = null; // the button that was pressed meanwhile: its turn comes when the photo is uploaded

  const button = (words, does) => {
    const made = element("button", { type: "button", className: "button", textContent: words });
    made.addEventListener("click", does);
    return made;
  };

  function tell(words, ...more) {
    said.replaceChildren(element("span", { textContent: words }), ...more);
  }

  function send(anyway = false) {
    const [file] = input.files;
    if (!file) return;
    request?.abort();
    const sent = (request = new XMLHttpRequest());
    const data = new FormData();
    data.append("csrfmiddlewaretoken", document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/)?.[1] ?? form.elements.csrfmiddlewaretoken.value);
    data.append("photos", file);
    if (anyway) data.append("anyway", "on");
    const progress = element("progress", { max: 1, value: 0 });
    progress.setAttribute("aria-label", `Upload of ${file.name}`);
    tell(`Uploading ${file.name} … `, progress, button("Cancel", remove));
    sent.open("POST", zone.dataset.uploadPhoto);
    sent.setRequestHeader("Accept", "application/json");
    sent.responseType = "json";
    sent.upload.addEventListener("progress", ({ loaded, total }) => {
      progress.value = total ? loaded / total : 0;
      if (loaded === total) said.firstChild.textContent = "Processing the photo … ";
    });
    sent.addEventListener("loadend", () => {
      if (sent !== request) return; // another photo was chosen meanwhile, or it was removed
      request = null;
      answer(file, sent);
    });
    sent.send(data);
  }

  function answer(file, { status, response }) {
    const waits = held ? "Nothing has been saved yet. " : "";
    if (status === 200 && response) return show(response);
    if (status === 409 && response) ask(waits + response.error, response.known);
    else if (status === 422 && response) tell(waits + response.error, button("Remove the file", remove));
    else if (status === 413) {
      input.value = "";
      tell(`${waits}${file.name} is too large for this server. Export it as a JPEG at 4,000 pixels or fewer on the longest side.`);
    } else {
      const why = status === 403 ? "You’ve been signed out, or can’t upload photos. Sign in in another window, then try again." : "Upload failed. Check your connection, then try again.";
      tell(waits + why, button("Try again", () => send()), button("Remove the file", remove));
    }
    if (held) (said.querySelector("button") ?? input).focus();
    held = null;
  }

  function ask(words, known) {
    const picture = element("img", { src: known.thumbnail, alt: known.alt, width: 96, height: 96 });
    const use = button("Use that photo", () => show(known));
    tell(words, element("span", { className: "new-photo__choices" }, picture, use, button("Upload anyway", () => send(true)), button("Remove the file", remove)));
    use.focus();
  }

  function show(picture) {
    const card = blank.cloneNode(true);
    card.querySelector("[data-thumbnail]").src = picture.thumbnail;
    card.querySelector("[data-title]").textContent = picture.title;
    card.querySelector("[data-rights]").textContent = picture.rights;
    card.querySelector("[data-rights]").classList.add(`rights--${picture.state}`);
    card.querySelector("input").value = picture.id;
    place.replaceChildren(card);
    removable();
    input.value = ""; // so that it isn't sent twice
    zone.querySelector("[data-known]")?.remove();
    tell(`Uploaded ${picture.title}.`);
    input.dispatchEvent(new Event("change", { bubbles: true })); // for the autosave
    const pressed = held;
    held = null;
    if (pressed) form.requestSubmit(pressed.form === form ? pressed : null);
  }

  function remove() {
    request?.abort();
    request = held = null;
    input.value = "";
    place.replaceChildren();
    tell("");
    input.dispatchEvent(new Event("change", { bubbles: true }));
    input.focus();
  }

  function removable() {
    place.firstElementChild?.append(button("Remove the photo", remove));
  }

  input.addEventListener("change", () => send());
  // A button pressed during the upload takes effect when it is done. Heard before the form's own listeners, which may save.
  document.addEventListener(
    "submit",
    (event) => {
      if (!request || event.target !== form) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      held = event.submitter ?? form;
      said.firstChild.textContent = "Saving as soon as the photo is uploaded … ";
    },
    { capture: true },
  );
  // The page saved the form and stayed: the story has the photo now.
  form.addEventListener("saved", ({ detail: { sent } }) => {
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
