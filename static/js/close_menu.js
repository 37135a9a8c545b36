// A menu made of <details data-menu> closes with Escape, and when one goes elsewhere; not within a menu that is open itself,
// where what is below it would jump from under the finger.
const open = () => [...document.querySelectorAll("details[data-menu][open]")].find((menu) => !menu.closest("[popover]")?.matches(":popover-open"));

document.addEventListener("pointerdown", ({ target }) => {
  const menu = open();
  if (menu && !menu.contains(target)) menu.open = false;
});
document.addEventListener("focusin", ({ target }) => {
  const menu = open();
  if (menu && !menu.contains(target)) menu.open = false;
});
document.addEventListener("keydown", ({ key }) => {
  const menu = open();
  if (key !== "Escape" || !menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
