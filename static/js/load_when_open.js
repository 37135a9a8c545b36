// Loads a list once the <details> or popover around it is open, and again after each save. Bound to [data-load-when-open],
// the address.
// The link in it leads to the same on a page of its own.
function load(place) {
  if (place.closest("details, [popover]")?.matches(":not([open], :popover-open)")) return;
  fetch(place.dataset.loadWhenOpen)
    .then(async (response) => {
      if (response.ok) place.innerHTML = await response.text();
    })
    .catch(() => {}); // what was there stays
}

const loadAll = () => document.querySelectorAll("[data-load-when-open]").forEach(load);
document.addEventListener("toggle", ({ target }) => target.querySelector?.("[data-load-when-open]") && loadAll(), true);
document.addEventListener("saved", loadAll); // a new story has some once it is saved
loadAll();
