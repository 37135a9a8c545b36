// Gives every look-up field (select2) the name of its label, which belongs to a hidden list.
// Fields of rows that are added later are named as they appear.
// (A function called `name` would replace window.name, by which Django tells its windows apart.)
function nameAfterLabel(selection) {
  const select = selection.closest(".select2")?.previousElementSibling;
  const label = select?.labels?.[0];
  if (!label || selection.dataset.named !== undefined) return;
  selection.dataset.named = "";
  label.id ||= `${select.id}-label`;
  const chosen = selection.querySelector("[role=textbox]");
  if (chosen) chosen.setAttribute("aria-label", label.textContent.trim().replace(/:$/, ""));
  selection.setAttribute("aria-labelledby", [label.id, chosen?.id].filter(Boolean).join(" "));
}

const nameAll = () => document.querySelectorAll(".select2-selection").forEach(nameAfterLabel);
document.addEventListener("DOMContentLoaded", () => {
  nameAll();
  new MutationObserver(nameAll).observe(document.body, { childList: true, subtree: true });
});
