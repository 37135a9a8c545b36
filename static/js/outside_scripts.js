// Loads the scripts of other hosts that a reader allowed. What they allowed is kept in this browser, and nowhere else.
// Bound to [data-outside-scripts], the list; [data-outside], the places; [data-consent], the question.
const KEY = "consent";
const scripts = JSON.parse(document.querySelector("[data-outside-scripts]").textContent);
const form = document.querySelector("[data-consent]");
const again = document.querySelector("[data-consent-again]");

function answers() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {}; // this browser keeps nothing: the question comes again
  }
}

function load({ slot, src, attributes }) {
  const element = document.createElement("script");
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.async = true;
  element.src = src;
  (document.querySelector(`[data-outside="${slot}"]`) ?? document.head).append(element);
}

function loadAllowed(of) {
  for (const script of of) if (!script.consent || answers()[script.consent]) load(script);
}

function ask() {
  const known = answers();
  for (const box of form.querySelectorAll("input")) box.checked = Boolean(known[box.name]);
  form.hidden = false;
  again.hidden = true;
}

loadAllowed(scripts);
if (form) {
  const boxes = [...form.querySelectorAll("input")];
  again.hidden = false;
  again.addEventListener("click", () => {
    ask();
    boxes[0].focus();
  });
  if (boxes.some((box) => answers()[box.name] === undefined)) ask();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const before = answers();
    const { value } = event.submitter;
    const now = Object.fromEntries(boxes.map((box) => [box.name, value === "all" || (value === "chosen" && box.checked)]));
    try {
      localStorage.setItem(KEY, JSON.stringify({ ...before, ...now }));
    } catch {
      // as above
    }
    form.hidden = true;
    again.hidden = false;
    if (boxes.some((box) => before[box.name] && !now[box.name])) location.reload(); // what was loaded can't be unloaded
    else for (const script of scripts) if (now[script.consent] && !before[script.consent]) load(script);
  });
}
