// <section data-suggestions="…/suggestions/">: loaded after the page. “Add” makes it a related story, to be
// saved with the form; “Don’t suggest again” is saved right away.
function add(button) {
  const detail = { id: button.value, text: button.dataset.add };
  document.querySelector("textarea[name=related]").dispatchEvent(new CustomEvent("rows:add", { detail }));
  gone(button, "Added to “Related stories”. Save to keep it.");
}

async function ban(button, url) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const body = new URLSearchParams({ ban: button.value, csrfmiddlewaretoken: token });
  const { ok } = await fetch(url, { method: "POST", body });
  gone(button, ok ? "Won’t be suggested again." : "That couldn’t be saved. Reload the page, then try again.");
}

function gone(button, words) {
  const line = button.closest("[data-story]");
  line.textContent = words;
  line.tabIndex = -1;
  line.focus();
}

const bound = new WeakSet();

function bind(section) {
  if (bound.has(section)) return;
  bound.add(section);
  const url = section.dataset.suggestions;
  const list = section.querySelector(".suggestions__list");
  section.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add], [data-ban]");
    if (!button) return;
    event.preventDefault(); // the button is inside the story's form
    if ("add" in button.dataset) add(button);
    else ban(button, url);
  });
  fetch(`${url}?fragment`)
    .then(async (response) => {
      if (response.ok) list.innerHTML = await response.text();
    })
    .catch(() => {}); // the link to the separate page stays
}

const bindAll = () => document.querySelectorAll("[data-suggestions]").forEach(bind);
bindAll();
document.addEventListener("saved", bindAll); // a new story has some once it is saved
