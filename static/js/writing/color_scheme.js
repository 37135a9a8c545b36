// The page in a frame is as light or dark as the desk, which its user may have chosen otherwise than the system's.
const asked = new WeakMap(); // rule for a color scheme -> the condition of its media query

function* mediaRules({ cssRules }) {
  for (const rule of cssRules) {
    if (rule.media?.mediaText.includes("prefers-color-scheme") || asked.has(rule)) yield rule;
    else if (rule.cssRules) yield* mediaRules(rule);
  }
}

function paint(page) {
  const { theme } = document.documentElement.dataset;
  const chosen = ["light", "dark"].includes(theme) ? theme : "";
  page.documentElement.style.colorScheme = chosen;
  for (const sheet of page.styleSheets) {
    for (const rule of mediaRules(sheet)) {
      if (!asked.has(rule)) asked.set(rule, rule.media.mediaText);
      const isFor = asked.get(rule).includes("dark") ? "dark" : "light";
      rule.media.mediaText = chosen ? (isFor === chosen ? "all" : "not all") : asked.get(rule);
    }
  }
}

// Keep the page that a frame has loaded like the desk.
export function followColors(frame) {
  const follow = () => frame.contentDocument && paint(frame.contentDocument);
  frame.addEventListener("load", follow);
  new MutationObserver(follow).observe(document.documentElement, { attributeFilter: ["data-theme"] });
}
