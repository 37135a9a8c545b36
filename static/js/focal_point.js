// Choosing the focal point of a picture, with a preview of its crops: by mouse, by finger, or with the
// arrow keys on the point itself (with Shift, ten at a time).
// Bound to [data-focal-point]; data-x and data-y name the number inputs, which work without this,
// and data-file the file input: a photo chosen there is shown before it is sent. With data-fixed it only shows.
// A crop of which the desk chose the part (crop_frame.js) shows that.

import { chosenPart, fieldOf } from "./crop_frame.js";

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// Where a crop of share `part` of the whole begins (0 to 1) when centered on `point` and kept inside.
function cropStart(point, part) {
  return Math.min(Math.max(point - part / 2, 0), 1 - part);
}

function bindFocalPoint(box) {
  const x = document.getElementById(box.dataset.x);
  const y = document.getElementById(box.dataset.y);
  const file = document.getElementById(box.dataset.file);
  const whole = box.querySelector(".focal-point-whole");
  const image = whole.querySelector("img");
  if (!x || !y) return;

  const fixed = "fixed" in box.dataset;
  const dot = document.createElement(fixed ? "span" : "button");
  dot.className = "focal-point-dot";
  if (!fixed) dot.type = "button";
  whole.append(dot);

  function show() {
    const point = [x.value / 100, y.value / 100];
    const ratio = image.naturalWidth / image.naturalHeight;
    dot.style.left = `${x.value}%`;
    dot.style.top = `${y.value}%`;
    if (!fixed) dot.setAttribute("aria-label", `Focal point: ${x.value} % from the left, ${y.value} % from the top. Arrow keys move it`);
    for (const crop of box.querySelectorAll("[data-shape]")) {
      const [across, down] = crop.dataset.shape.split(":");
      const parts = [Math.min(1, across / down / ratio), Math.min(1, (ratio * down) / across)];
      const chosen = chosenPart(crop, ratio);
      const starts = parts.map((part, axis) => cropStart(chosen ? chosen.start[axis] + chosen.size[axis] / 2 : point[axis], part));
      const position = parts.map((part, axis) => (part === 1 ? 50 : (100 * starts[axis]) / (1 - part)));
      const shown = crop.querySelector("img");
      shown.style.objectPosition = `${position[0]}% ${position[1]}%`;
      const zoom = chosen ? Math.max(1, parts[0] / chosen.size[0]) : 1;
      const origin = parts.map((part, axis) => (zoom === 1 ? 50 : (100 * (chosen.start[axis] - starts[axis])) / part / (1 - 1 / zoom)));
      shown.style.scale = zoom;
      shown.style.transformOrigin = `${origin[0]}% ${origin[1]}%`;
    }
  }

  function move(across, down) {
    for (const [input, value] of [[x, across], [y, down]]) {
      input.value = Math.min(Math.max(Math.round(value), 0), 100);
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  if (!fixed) {
    whole.addEventListener("click", (event) => {
      if (event.target === dot) return;
      const frame = image.getBoundingClientRect();
      move((100 * (event.clientX - frame.left)) / frame.width, (100 * (event.clientY - frame.top)) / frame.height);
    });
    dot.addEventListener("keydown", (event) => {
      const step = STEPS[event.key];
      if (!step) return;
      event.preventDefault();
      const far = event.shiftKey ? 10 : 1;
      move(Number(x.value) + step[0] * far, Number(y.value) + step[1] * far);
    });
  }
  const fields = [...box.querySelectorAll("[data-shape]")].map(fieldOf).filter((field) => field && !fixed);
  for (const input of [x, y, ...fields]) input.addEventListener("input", show);

  image.addEventListener("load", () => {
    box.hidden = false;
    show();
  });
  // Most browsers can't show a HEIC photo: it is sent anyway, and shown once it is converted.
  image.addEventListener("error", () => {
    box.hidden = true;
  });
  file?.addEventListener("change", () => {
    if (!file.files.length) return;
    const chosen = URL.createObjectURL(file.files[0]);
    for (const shown of box.querySelectorAll("img")) {
      shown.removeAttribute("width");
      shown.removeAttribute("height");
      shown.src = chosen;
    }
  });
  if (image.complete && image.naturalWidth) show();
}

document.querySelectorAll("[data-focal-point]").forEach(bindFocalPoint);
