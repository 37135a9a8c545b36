// Where there is no room beside the text, the parts of the panel are sheets: a row of buttons at the bottom opens one of
// them over the page. Bound to [data-sheets-below], which names the width, around <details> whose last child is the sheet.
// One is open at a time; Escape, a tap beside it or its button closes it, and the focus goes back to that button.
const panel = document.querySelector("[data-sheets-below]");
const form = panel?.closest("form");

if (panel) {
  const narrow = matchMedia(`(max-width: ${panel.dataset.sheetsBelow})`);
  const parts = [...panel.querySelectorAll(":scope > details")];
  const wide = parts.filter((part) => part.open); // as they are beside the text
  const behind = [...document.querySelectorAll(".desk-line, .messagelist, .story-desk__story")];
  const openPart = () => parts.find((part) => part.open);

  function close() {
    const part = openPart();
    if (!part) return;
    part.open = false;
    settle();
    part.firstElementChild.focus();
  }

  // What is behind an open sheet can't be reached.
  function settle() {
    for (const element of behind) element.inert = narrow.matches && Boolean(openPart());
  }

  function opened({ target: part, newState }) {
    if (!narrow.matches || !parts.includes(part)) return;
    if (newState === "open") {
      for (const other of parts) if (other !== part) other.open = false;
      if (!part.lastElementChild.contains(document.activeElement)) part.lastElementChild.focus();
    }
    settle();
  }

  function begin() {
    for (const part of parts) {
      part.classList.toggle("panel-part--sheet", narrow.matches);
      part.open = !narrow.matches && wide.includes(part);
      const sheet = part.lastElementChild;
      if (narrow.matches) sheet.tabIndex = -1;
      else sheet.removeAttribute("tabindex");
    }
    settle();
  }

  for (const part of parts) {
    const done = document.createElement("button");
    Object.assign(done, { type: "button", className: "panel-part__close", textContent: "Done" });
    done.addEventListener("click", close);
    part.lastElementChild.append(done);
  }
  panel.addEventListener("toggle", opened, true);
  // A tap beside the sheet lands on the shade, which is the <details> itself.
  panel.addEventListener("click", ({ target }) => narrow.matches && parts.includes(target) && close());
  document.addEventListener(
    "keydown",
    (event) => {
      // What is open within the sheet closes first.
      if (event.key !== "Escape" || !narrow.matches || !openPart() || document.querySelector(".select2-container--open")) return;
      if (event.target.getAttribute?.("aria-expanded") === "true") return;
      event.preventDefault();
      close();
    },
    true,
  );
  panel.addEventListener("click", ({ target }) => {
    const place = target.dataset.jump && form.querySelector(target.dataset.jump);
    if (!place) return;
    close();
    place.focus();
    const { anchorNode } = getSelection();
    const cursor = place.contains(anchorNode) ? anchorNode.parentElement : place;
    cursor.scrollIntoView({ block: "center" });
  });
  narrow.addEventListener("change", begin);
  begin();
}
