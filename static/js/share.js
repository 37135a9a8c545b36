// The button marked data-share: the reader's own way of sharing where there is one (phones), else the address is copied.
for (const button of document.querySelectorAll("[data-share]")) {
  const url = document.querySelector('link[rel="canonical"]')?.href ?? location.href;
  const label = navigator.share ? "Share" : button.textContent;
  button.textContent = label;
  button.hidden = !(navigator.share || navigator.clipboard);
  button.addEventListener("click", async () => {
    try {
      if (navigator.share) {
        await navigator.share({ title: document.querySelector("h1")?.textContent, url });
      } else {
        await navigator.clipboard.writeText(url);
        button.textContent = "Link copied";
        setTimeout(() => (button.textContent = label), 4000);
      }
    } catch {
      // The reader canceled, or the browser forbids it: the address bar still has the link.
    }
  });
}
