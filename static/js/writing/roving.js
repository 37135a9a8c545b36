// Makes a toolbar one Tab stop, in which arrow keys move among the buttons (WAI-ARIA's pattern of toolbars).
// Keys for which `isOurs` is false stay what they are elsewhere.
export function rove(bar, buttons, isOurs = () => true) {
  const settle = (focused) => buttons.forEach((each) => (each.tabIndex = each === focused ? 0 : -1));
  settle(buttons[0]);
  bar.addEventListener("focusin", ({ target }) => settle(target));
  bar.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(event.target);
    const next = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: -1 }[event.key];
    if (at < 0 || next === undefined || !isOurs(event)) return;
    event.preventDefault();
    buttons.at(next % buttons.length).focus();
  });
}
