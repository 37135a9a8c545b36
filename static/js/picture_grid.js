// The library by keyboard: arrow keys, Home and End go from picture to picture; in a popup, Enter or a click chooses one
// for the form that opened it. Bound to [data-picture-grid].

function bindGrid(grid) {
  const links = [...grid.querySelectorAll("li > a")];
  const columns = () => links.filter((link) => link.offsetTop === links[0].offsetTop).length;

  grid.addEventListener("keydown", (event) => {
    const here = links.indexOf(document.activeElement);
    const goals = {
      ArrowLeft: here - 1,
      ArrowRight: here + 1,
      ArrowUp: here - columns(),
      ArrowDown: here + columns(),
      Home: 0,
      End: links.length - 1,
    };
    if (here < 0 || !(event.key in goals) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    links[goals[event.key]]?.focus();
  });

  grid.addEventListener("click", (event) => {
    const link = event.target.closest("[data-choose]");
    if (!link || !window.opener) return;
    event.preventDefault();
    window.opener.dismissAddRelatedObjectPopup(window, link.dataset.choose, link.dataset.name);
  });
}

document.querySelectorAll("[data-picture-grid]").forEach(bindGrid);
