// <input data-complete="/search/complete/" list="…">: offers completions.
const PAUSE = 150; // milliseconds without a key

for (const input of document.querySelectorAll("[data-complete]")) {
  let asked = 0;
  let timer;

  const offer = async () => {
    const number = ++asked;
    const typed = input.value.trim();
    if (typed.length < 2) return input.list.replaceChildren();
    try {
      const response = await fetch(`${input.dataset.complete}?${new URLSearchParams({ q: typed })}`);
      if (!response.ok || number !== asked) return; // a later request is under way
      const { completions } = await response.json();
      input.list.replaceChildren(...completions.map((text) => new Option(text, text)));
    } catch {
      input.list.replaceChildren(); // no network
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(offer, PAUSE);
  });
}
