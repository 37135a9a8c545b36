// Shows what the form has in the frame beside it, and again after each change. Bound to [data-preview-of-publication].
// Without it, the button sends the form there.
const frame = document.querySelector("[data-preview-of-publication]");
const form = frame?.closest("form");

if (form) {
  const button = form.querySelector("[data-preview-button]");
  const width = form.querySelector("[data-preview-width]");
  const colors = form.querySelector("[data-preview-colors]");
  let waiting = 0;

  const fit = () => {
    const across = Number(width.value) || 1280;
    const { clientWidth, clientHeight } = frame.parentElement;
    const scale = Math.min(1, clientWidth / across);
    frame.style.inlineSize = `${across}px`;
    frame.style.blockSize = `${clientHeight / scale}px`;
    frame.style.transform = `scale(${scale})`;
  };
  const show = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => button.click(), 300);
  };
  // As on a screen with the chosen colors, whatever this one's are.
  const paint = (page) => {
    const asked = ({ mediaText }) => mediaText.match(/prefers-color-scheme:\s*(\w+)/)?.[1];
    const force = (rules) => {
      for (const rule of rules) {
        if (rule.media && asked(rule.media)) rule.media.mediaText = asked(rule.media) === colors.value ? "all" : "not all";
        else if (rule.cssRules) force(rule.cssRules);
      }
    };
    for (const sheet of page.styleSheets) force(sheet.cssRules);
    for (const source of page.querySelectorAll("source[media]")) {
      const wanted = asked({ mediaText: source.media });
      if (wanted) source.media = wanted === colors.value ? "all" : "not all";
    }
    page.documentElement.style.colorScheme = colors.value;
  };
  frame.addEventListener("load", () => {
    if (!frame.contentDocument) return;
    paint(frame.contentDocument);
    frame.contentDocument.addEventListener("click", (event) => {
      if (event.target.closest("a")) event.preventDefault(); // a link would leave the preview
    });
  });
  form.addEventListener("change", ({ target }) => (target === width ? fit() : show()));
  new ResizeObserver(fit).observe(frame.parentElement);
  fit();
  show();
}
