// What a message said and offers is still there for whoever follows its link, as to the live page, and comes back.
const list = document.querySelector(".messagelist");
const [navigation] = performance.getEntriesByType("navigation");
const keep = (told) => history.replaceState({ ...history.state, told }, "");

if (list) keep(list.outerHTML);
else if (navigation?.type === "back_forward" && history.state?.told) {
  document.querySelector("#content").insertAdjacentHTML("beforebegin", history.state.told);
}
document.addEventListener("saved", () => keep(null)); // it was about the version before
