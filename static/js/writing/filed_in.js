// The line above a new story says the section that is chosen, which on a phone is chosen in a sheet over it.
const select = document.querySelector("select[name=section]");

select?.addEventListener("change", () => {
  const line = document.querySelector(".story-desk__filed");
  const chosen = select.value && select.selectedOptions[0].text.trim();
  if (line?.childElementCount) line.firstChild.data = chosen ? `In ${chosen}. ` : "In no section yet. ";
});
