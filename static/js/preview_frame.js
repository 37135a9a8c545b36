// A link in the page that [data-preview-frame] shows opens in the whole window: readers' pages are in no frame.
const frame = document.querySelector("[data-preview-frame]");

function leave({ target }) {
  const link = target.closest?.("a[href]");
  const here = frame.contentWindow.location;
  if (link && link.href.split("#")[0] !== here.href.split("#")[0]) link.target = "_top";
}

const listen = () => frame.contentDocument?.addEventListener("click", leave, true);
frame.addEventListener("load", listen);
listen();
