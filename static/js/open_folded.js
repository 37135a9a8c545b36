// Parts of a long list (details.part) open for a link to something in them, where the browser doesn't do that itself, and
// on paper.
const open = (found) => found && (found.open = true);
const openTarget = () => open(document.getElementById(location.hash.slice(1))?.closest("details.part"));

addEventListener("hashchange", openTarget);
openTarget();

let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details.part:not([open])")];
  opened.forEach(open);
});
addEventListener("afterprint", () => opened.forEach((part) => (part.open = false)));
