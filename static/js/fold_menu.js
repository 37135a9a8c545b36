// Folds the links of a menu that don't fit in its line into "More". Bound to [data-fold-menu].
// Each link is twice in the page: in the line, and behind "More", where a class shows those that the line hides.
for (const menu of document.querySelectorAll("[data-fold-menu]")) {
  const [bar, more] = menu.children;
  const folded = [...more.querySelector("ul").children];

  function fold() {
    const links = [...bar.children];
    links.forEach((link, index) => show(index, true));
    if (!bar.offsetWidth) return; // a phone has only "Menu"
    const gap = parseFloat(getComputedStyle(menu).columnGap) || 0;
    let room = menu.clientWidth + gap;
    const widths = links.map((link) => link.offsetWidth + gap);
    if (widths.reduce((sum, width) => sum + width, 0) <= room) return;
    show(links.length - 1, false); // so that "More" can be measured
    room -= more.offsetWidth + gap;
    links.forEach((link, index) => {
      room -= widths[index];
      show(index, room >= 0);
    });
  }
  function show(index, isInLine) {
    bar.children[index].classList.toggle("is-folded", !isInLine);
    folded[index].classList.toggle("is-folded", !isInLine);
  }
  new ResizeObserver(fold).observe(menu);
  document.fonts?.ready.then(fold);
}
