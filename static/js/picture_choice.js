// Shows thumbnail, credit and rights in the fields in which a picture is chosen: of each option, and of the choice.
// The picture's own alt text is the placeholder of the field for this use's alt text.
// Bound to the desk's look-up fields of pictures; [data-picture-choices] on this script's element is the address to ask.

const ask = document.querySelector("[data-picture-choices]").dataset;
const FIELDS = 'select.admin-autocomplete:is([data-field-name="picture"], [data-field-name="lead_picture"], [data-field-name="portrait"])';
// The fields for the alt text of a use, by the field that names the picture.
const FACTS = { lead_credit: "credit", lead_until: "until" }; // the fields for what the library says of the lead photo
const shownIn = new WeakMap(); // the id that is shown beside a field
const ALTS = { picture: ["alt", "picture_alt"], lead_picture: ["lead_alt"] };

function card(picture) {
  const shown = document.createElement("span");
  shown.className = "picture-choice";
  if (picture.thumbnail) {
    const image = document.createElement("img");
    Object.assign(image, { src: picture.thumbnail, alt: "", width: 48, height: 48 });
    shown.append(image);
  }
  const words = document.createElement("span");
  for (const [name, text] of [
    ["title", picture.title],
    ["about", [picture.credit || "No credit", picture.size].filter(Boolean).join(" · ")],
    [`rights rights--${picture.state}`, picture.rights],
  ]) {
    const part = document.createElement("span");
    part.className = name.startsWith("rights") ? name : `picture-choice__${name}`;
    part.textContent = text;
    words.append(part);
  }
  shown.append(words);
  return shown;
}

// The options while one types. Set before Django's script makes the fields.
window.django?.jQuery?.fn.select2?.defaults.set("templateResult", (item) => (item.rights ? card(item) : item.text));

function show(select, picture) {
  const field = select.closest(".related-widget-wrapper") ?? select.parentElement;
  field.querySelector(":scope > .picture-choice")?.remove();
  if (picture) field.append(card(picture));
  const { fieldName } = select.dataset;
  for (const name of ALTS[fieldName] ?? []) {
    const alt = document.getElementById(select.id.slice(0, -fieldName.length) + name);
    if (alt) alt.placeholder = picture?.alt ?? "";
  }
}

// Show the credit and rights of another photo that is chosen; those that are typed for this one stay.
function showFacts(form, picture) {
  for (const [name, fact] of Object.entries(FACTS)) {
    const field = form?.elements[name];
    if (field) field.value = picture?.[fact] ?? "";
  }
}

async function refresh(selects) {
  const wanted = [...selects].filter((select) => !select.name.includes("__prefix__"));
  const numbers = [...new Set(wanted.map((select) => select.value).filter(Boolean))];
  let found = {};
  if (numbers.length) {
    const query = new URLSearchParams(numbers.map((number) => ["picture", number]));
    const answer = await fetch(`${ask.pictureChoices}?${query}`, { credentials: "same-origin" }).catch(() => null);
    if (!answer?.ok) return;
    found = await answer.json();
  }
  for (const select of wanted) {
    show(select, found[select.value]);
    const isOther = shownIn.has(select) && shownIn.get(select) !== select.value;
    if (select.name === "lead_picture" && isOther) showFacts(select.form, found[select.value]);
    shownIn.set(select, select.value);
  }
}

// A window with the library, as Django opens one for a field that takes an id.
function offerLibrary(select) {
  const wrapper = select.closest(".related-widget-wrapper");
  if (!wrapper || wrapper.querySelector(".related-lookup") || select.name.includes("__prefix__")) return;
  const link = document.createElement("a");
  Object.assign(link, { id: `lookup_${select.id}`, className: "related-lookup picture-browse", textContent: "Browse the library" });
  link.href = ask.pictureLibrary;
  wrapper.append(link);
}

function begin(within) {
  const selects = within.querySelectorAll(FIELDS);
  selects.forEach(offerLibrary);
  refresh(selects);
}

begin(document);
// Uploaded for the story, or given up again.
document.addEventListener("photo:taken", ({ target, detail: picture }) => {
  const select = target.form.elements.lead_picture;
  if (picture || !select) return showFacts(target.form, picture);
  shownIn.set(select, null);
  refresh([select]);
});
// Django's fields report a choice through jQuery, which ordinary listeners don't hear.
window.django?.jQuery?.(document).on("change", (event) => event.target.matches?.(FIELDS) && refresh([event.target]));
for (const name of ["formset:added", "event:opened"]) document.addEventListener(name, ({ target }) => begin(target));
