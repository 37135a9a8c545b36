// A choice of events (.choices) changes the timeline in place: the same address and the same page, without loading anew.
// Without this script, and if anything fails, it is the link that it is.
const PAGE = ".timeline-page";
const links = () => [...document.querySelectorAll(".choices a")];
const status = document.createElement("p");
status.role = "status";
status.className = "visually-hidden";
document.querySelector(PAGE).after(status);

let shown = location.search;
let turn = Promise.resolve(); // one after the other: each choice is made on the page that the one before it brought

async function show(url) {
  try {
    const answer = await fetch(url);
    const made = new DOMParser().parseFromString(await answer.text(), "text/html");
    const page = made.querySelector(PAGE);
    if (!answer.ok || !page) throw new Error("It is no timeline.");
    document.querySelector(PAGE).replaceChildren(...page.childNodes);
    status.textContent = page.dataset.summary;
    document.dispatchEvent(new Event("timeline:shown")); // for static/js/follow_list.js
  } catch {
    location.assign(url);
  }
}

async function choose(place) {
  const { href } = links()[place];
  await show(href);
  history.pushState(null, "", href);
  shown = location.search;
  links()[place]?.focus();
}

document.addEventListener("click", (event) => {
  const place = links().indexOf(event.target.closest(".choices a"));
  if (place < 0 || event.button || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  turn = turn.then(() => choose(place));
});
// Also sent for a link to an event, which the browser has followed already.
addEventListener("popstate", () => {
  if (location.search === shown) return;
  shown = location.search;
  turn = turn.then(() => show(location.href));
});
