// Picking the focal point of a picture by clicking it, and seeing its crops before they are made.
// Bound to [data-focal-point]; data-x and data-y name the number inputs, which work without this.
"use strict";

// Where a box of share `part` of the whole begins (0 to 1) when centred on `point` and kept inside.
function cropStart(point, part) {
  return Math.min(Math.max(point - part / 2, 0), 1 - part);
}

function bindFocalPoint(box) {
  const x = document.getElementById(box.dataset.x);
  const y = document.getElementById(box.dataset.y);
  const whole = box.querySelector(".focal-point-whole");
  const image = whole.querySelector("img");
  if (!x || !y) return;

  const dot = document.createElement("span");
  dot.className = "focal-point-dot";
  whole.append(dot);

  function show() {
    const point = [x.value / 100, y.value / 100];
    dot.style.left = `${x.value}%`;
    dot.style.top = `${y.value}%`;
    const ratio = image.getAttribute("width") / image.getAttribute("height");
    for (const crop of box.querySelectorAll("[data-shape]")) {
      const [across, down] = crop.dataset.shape.split(":");
      const part = [Math.min(1, across / down / ratio), Math.min(1, (ratio * down) / across)];
      const position = part.map((share, axis) => (share === 1 ? 50 : (100 * cropStart(point[axis], share)) / (1 - share)));
      crop.querySelector("img").style.objectPosition = `${position[0]}% ${position[1]}%`;
      crop.hidden = false;
    }
  }

  whole.addEventListener("click", (event) => {
    const frame = image.getBoundingClientRect();
    x.value = Math.round((100 * (event.clientX - frame.left)) / frame.width);
    y.value = Math.round((100 * (event.clientY - frame.top)) / frame.height);
    show();
  });
  for (const input of [x, y]) input.addEventListener("input", show);
  box.querySelector("[data-focal-point-help]").hidden = false;
  show();
}

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("[data-focal-point]").forEach(bindFocalPoint);
});
