// The button marked data-share: opens the device's share menu if there is one (phones), or else copies the link.
for (const button of document.querySelectorAll("[data-share]")) {
  const url = document.querySelector('link[rel="canonical"]')?.href ?? location.href;
  const label = navigator.share ? button.dataset.labelShare : button.textContent;
  button.textContent = label;
  button.hidden = !(navigator.share || navigator.clipboard);
  button.addEventListener("click", async () => {
    try {
      if (navigator.share) {
        await navigator.share({ title: document.querySelector("h1")?.textContent, url });
      } else {
        await navigator.clipboard.writeText(url);
        button.textContent = button.dataset.labelCopied;
        setTimeout(() => (button.textContent = label), 4000);
      }
    } catch {
      // The reader canceled, or the browser refused. The address bar still has the link.
    }
  });
}
