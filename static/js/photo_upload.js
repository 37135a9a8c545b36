// A photo or another file on its way to the library: sent as soon as it is chosen, with its progress, and what to do if it doesn't get there.

export function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

// The current token: it changes when the user signs in again in another window.
const token = () => document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/)?.[1] ?? document.querySelector("[name=csrfmiddlewaretoken]").value;

// Send a photo to `url`, an address of newsroom/images/admin/desk.py, or another file under the `name` that its address reads. `bar` is a <progress>, `processing` is called once all
// of it is sent. Returns {abort, answer}: a promise of {picture}, {known, words} for one that the library has, or {words} that
// name the cure, with `isRefused` if trying again is none.
export function send(url, file, { anyway = false, bar, processing, name = "photos" }) {
  const request = new XMLHttpRequest();
  const data = new FormData();
  data.append("csrfmiddlewaretoken", token());
  data.append(name, file);
  if (anyway) data.append("anyway", "on");
  request.open("POST", url);
  request.setRequestHeader("Accept", "application/json");
  request.responseType = "json";
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    bar.value = total ? loaded / total : 0;
    if (loaded === total) processing();
  });
  const answer = new Promise((resolve) => request.addEventListener("loadend", () => resolve(said(file, request))));
  request.send(data);
  return { answer, abort: () => request.abort() };
}

function said({ name, type }, { status, response }) {
  if (status === 200 && response) return { picture: response };
  if (status === 409 && response) return { known: response.known, words: response.error };
  if (status === 422 && response) return { words: response.error, isRefused: true };
  const cure = type.startsWith("image/") ? "Export it as a JPEG at 4,000 pixels or fewer on the longest side." : "Export it smaller, or cut it.";
  if (status === 413) return { words: `${name} is too large for this server. ${cure}`, isRefused: true };
  if (status === 403) return { words: "You’ve been signed out, or can’t upload files. Sign in in another window, then try again." };
  return { words: "Upload failed. Check your connection, then try again." };
}

// Send the photo that is chosen in a file field; `place` is a live region in which it is told how far it is. `taken(picture)`
// gets it, or the one that the library has; `removed()` is called when it is given up. A button of the form that is pressed
// meanwhile takes effect when the photo is there. Returns `remove` and `tell(words)`.
export function uploadChosen(input, url, place, { taken, removed = () => {}, name = "photos" }) {
  const { form } = input;
  let sent = null; // the upload under way
  let held = null; // the button that was pressed meanwhile

  const button = (words, does) => {
    const made = element("button", { type: "button", className: "button", textContent: words });
    made.addEventListener("click", does);
    return made;
  };
  const tell = (words, ...more) => place.replaceChildren(element("span", { textContent: words }), ...more);

  async function begin(file, anyway = false) {
    sent?.abort();
    const bar = element("progress", { max: 1, value: 0, ariaLabel: `Upload of ${file.name}` });
    tell(`Uploading ${file.name} … `, bar, button("Cancel", remove));
    const mine = (sent = send(url, file, { anyway, bar, name, processing: () => (place.firstChild.textContent = `Processing ${file.name} … `) }));
    const answer = await mine.answer;
    if (sent !== mine) return; // another photo was chosen meanwhile, or it was removed
    sent = null;
    if (answer.picture) take(answer.picture, `Uploaded ${answer.picture.title}.`);
    else ask(file, answer);
  }

  function ask(file, { words, known, isRefused }) {
    const give = button("Remove the file", remove);
    // Two photos may only look alike; other files are the same or not.
    const anew = known?.thumbnail && [element("img", { src: known.thumbnail, alt: known.alt, width: 96, height: 96 }), button("Upload anyway", () => begin(file, true))];
    const choices = known && [...(anew ? [anew[0], button("Use that photo", () => take(known, `Using ${known.title}.`)), anew[1]] : [button("Use that file", () => take(known, `Using ${known.title}.`))]), give];
    const more = known ? [element("span", { className: "new-photo__choices" }, ...choices)] : isRefused ? [give] : [button("Try again", () => begin(file)), give];
    tell(`${held ? "Nothing has been saved yet. " : ""}${words}`, ...more);
    if (held || known) place.querySelector("button").focus();
    held = null;
  }

  function take(picture, words) {
    input.value = ""; // so that it isn't sent twice
    taken(picture);
    tell(words);
    const pressed = held;
    held = null;
    if (pressed) form.requestSubmit(pressed.form === form ? pressed : null);
  }

  function remove() {
    sent?.abort();
    sent = held = null;
    input.value = "";
    tell("");
    removed();
    input.focus();
  }

  input.addEventListener("change", (event) => {
    const [file] = input.files;
    if (!file) return;
    event.stopPropagation(); // the field beside it tells of the photo
    begin(file);
  });
  // Heard before the form's own listeners, which may save.
  document.addEventListener(
    "submit",
    (event) => {
      if (!sent || event.target !== form) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      held = event.submitter ?? form;
      place.firstChild.textContent = "Saving as soon as the photo is uploaded … ";
    },
    { capture: true },
  );
  return { remove, tell };
}
