// Elements made in one expression.
export function make(tag, { dataset = {}, ...properties } = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  Object.assign(element.dataset, dataset);
  element.append(...children);
  return element;
}

export function button(label, act, { words = label, className = "" } = {}) {
  const element = make("button", { type: "button", className, textContent: words, title: label, ariaLabel: label });
  element.addEventListener("click", () => act(element));
  return element;
}
