// Follows #place=… to a field of the form, or to a part of it by its stable key, and puts the cursor there. Such links
// come from newsroom/publishing/preflight.py: "headline", "<key>", "<key>/text". Collapsed parts are expanded, and the
// fields of a block in the text of a story.
// Without such a place, the cursor goes to the element with `autofocus`: Django's script would put it into the first field.
const PLACE = "#place=";
const CONTROLS = "input:not([type=hidden]), textarea, select, [contenteditable=true], .select2-selection, summary, a[href]";

const reachable = (element) => element.getClientRects().length > 0;

// The control of a field, which may be hidden behind an editor or a choice in its row.
function control(field) {
  if (reachable(field) && field.type !== "hidden") return field;
  const row = field.closest(".fieldBox, .form-row, td") ?? field.parentElement;
  return [...row.querySelectorAll(CONTROLS)].find(reachable);
}

function unfold(element) {
  for (let around = element; around; around = around.parentElement) {
    if (around instanceof HTMLDetailsElement) around.open = true;
    if (around.classList.contains("collapsed")) around.querySelector(":scope > h2, :scope > h3")?.click();
  }
}

function find(place) {
  const [first, name] = place.split("/");
  const key = document.querySelector(`input[type=hidden][name$="-id"][value="${CSS.escape(first)}"]`);
  if (!key) return document.getElementsByName(first)[0];
  const prefix = key.name.slice(0, -"id".length);
  return document.getElementsByName(prefix + (name ?? ""))[0] ?? key.closest(".inline-related, [data-event], tr");
}

// A block of the text: the cursor goes to its beginning, or into its field, or into that of an event: "<key>/events/<event>/sources".
function goToBlock(place) {
  const [key, field, event, part] = place.split("/");
  const block = document.querySelector(`.writing__text > [data-key="${CSS.escape(key)}"]`);
  if (!block) return false;
  block.dispatchEvent(new CustomEvent("writing:edit", { detail: { field } }));
  block.scrollIntoView({ block: "center" });
  if (event) block.querySelector(`[data-field="${CSS.escape(field)}"]`)?.dispatchEvent(new CustomEvent("writing:event", { detail: { event, part } }));
  if (block.contains(document.activeElement)) return true;
  block.dispatchEvent(new CustomEvent("writing:cursor", { bubbles: true, detail: { node: block, offset: 0 } }));
  return true;
}

// A chip: it opens, and the cursor goes to the field.
function goToChip(place) {
  const [key, field] = place.split("/");
  const chip = document.querySelector(`.chip[data-key="${CSS.escape(key)}"]`);
  if (!chip) return false;
  const name = chip.querySelector("button");
  const around = chip.closest(".chips-field");
  unfold(chip);
  if (name.ariaExpanded !== "true") name.click();
  around.querySelector(`[data-field="${CSS.escape(field)}"] :is(input:not([hidden]), select)`)?.focus();
  around.scrollIntoView({ block: "center" });
  return true;
}

function goToQuestion() {
  const asked = document.querySelector("[autofocus]");
  if (!asked) return;
  asked.focus({ preventScroll: true });
  if ("select" in asked.dataset && asked.value === asked.defaultValue) asked.select(); // what is typed replaces it
  const paragraph = asked.closest(".writing__text > *")?.previousElementSibling; // that the question is about
  if (paragraph) paragraph.scrollIntoView({ block: "start" });
  else asked.scrollIntoView({ block: "center" });
}

function go() {
  if (!location.hash.startsWith(PLACE)) return;
  const place = decodeURIComponent(location.hash.slice(PLACE.length));
  // Followed once: the page that follows a button would go there again, over what it says.
  history.replaceState(history.state, "", location.pathname + location.search);
  const found = !goToBlock(place) && !goToChip(place) && find(place);
  if (!found) return;
  unfold(found);
  const target = found.name ? control(found) : [...found.querySelectorAll(CONTROLS)].find(reachable);
  (target ?? found).scrollIntoView({ block: "center" });
  target?.focus({ preventScroll: true });
}

addEventListener("hashchange", go);
// The editors of the texts are built as the page loads.
addEventListener("load", () => requestAnimationFrame(() => setTimeout(location.hash.startsWith(PLACE) ? go : goToQuestion)));
