// Previews a headline while it is typed. Bound to [data-preview-headline], the id of the field: [data-searched] inside
// it shows a search result (data-longest characters, then data-ending), [data-fronted] a front, with its lines counted.
// [data-search-title] is the id of the field whose text search results show in place of the headline.
for (const box of document.querySelectorAll("[data-preview-headline]")) {
  const field = document.getElementById(box.dataset.previewHeadline);
  if (!field) continue;
  const title = document.getElementById(box.dataset.searchTitle);
  const searched = box.querySelector("[data-searched]");
  const fronted = box.querySelector("[data-fronted]");
  const length = box.querySelector("[data-length]");
  const lines = box.querySelector("[data-lines]");

  const cut = (text, longest) => {
    const letters = [...text];
    if (letters.length <= longest) return text;
    const start = letters.slice(0, longest - 1).join("");
    const space = start.lastIndexOf(" ");
    return `${space > longest / 2 ? start.slice(0, space) : start}…`;
  };

  const show = () => {
    const headline = field.value.trim().replace(/\s+/g, " ");
    const inSearch = title?.value.trim() || headline;
    const longest = Number(searched.dataset.longest);
    const characters = [...inSearch].length;
    box.hidden = !headline;
    searched.textContent = cut(inSearch + searched.dataset.ending, longest);
    fronted.textContent = headline;
    length.textContent = `${characters} character${characters === 1 ? "" : "s"}${characters > longest ? " (search engines will truncate it)" : ""}`;
    box.classList.toggle("headline-previews--long", characters > longest);
    const tall = fronted.getBoundingClientRect().height / parseFloat(getComputedStyle(fronted).lineHeight);
    lines.textContent = tall ? `${Math.round(tall)} line${Math.round(tall) === 1 ? "" : "s"}` : "";
  };

  field.addEventListener("input", show);
  title?.addEventListener("input", show);
  box.addEventListener("toggle", show);
  window.addEventListener("resize", show);
  show();
}
