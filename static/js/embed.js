// A button marked data-embed puts a frame of another site in the place of its card. Nothing is loaded from that site before.
// The link beside the button is for readers without this script.
const ALLOWED = "autoplay; encrypted-media; fullscreen; picture-in-picture";

for (const button of document.querySelectorAll("button[data-embed]")) {
  button.previousElementSibling.hidden = true;
  button.hidden = false;
  button.addEventListener("click", () => {
    const frame = document.createElement("iframe");
    const { embed, title, sandbox } = button.dataset;
    frame.sandbox = sandbox;
    frame.allow = ALLOWED;
    frame.referrerPolicy = "strict-origin"; // some players refuse to play for nobody
    frame.loading = "lazy";
    Object.assign(frame, { title, src: embed, className: "embed__frame" });
    button.closest(".embed__box").replaceChildren(frame);
    frame.focus();
  });
}
