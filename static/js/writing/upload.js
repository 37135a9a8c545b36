// A photo uploaded beside the field that names it: sent as soon as it is chosen, so that it can't get lost with the form.
import { make } from "./fields.js";

// `taken` gets the photo: {id, title}. One that the library has already is taken from there.
export function uploadPhoto(url, name, taken) {
  const input = make("input", { type: "file", accept: "image/*,.heic,.heif", id: `${name}-upload`, className: "visually-hidden" });
  const told = make("span", { role: "status" });
  input.addEventListener("change", async (event) => {
    event.stopPropagation();
    const [file] = input.files;
    if (!file) return;
    const data = new FormData();
    data.append("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
    data.append("photos", file);
    input.value = ""; // it is not sent with the form
    told.textContent = `Uploading ${file.name}…`;
    try {
      const response = await fetch(url, { method: "POST", body: data, headers: { Accept: "application/json" } });
      const answer = await response.json();
      const picture = answer.known ?? answer;
      if (!picture.id) throw new Error(answer.error);
      taken(picture);
      told.textContent = answer.known ? `The library has it already: ${picture.title}.` : `Uploaded ${picture.title}.`;
    } catch ({ name: kind, message }) {
      told.textContent = kind === "Error" ? message : "Upload failed. Check your connection, then try again.";
    }
  });
  return make("span", { className: "choose__upload" }, make("label", { htmlFor: input.id, textContent: "Upload a photo" }), input, told);
}
