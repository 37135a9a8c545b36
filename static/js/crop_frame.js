// Choosing the part of a picture that a crop shows: a frame over the picture, by mouse, by finger, or with the keyboard
// on the frame itself (arrow keys move it, with Shift ten at a time; plus and minus resize it).
// Bound to each [data-shape] in a [data-focal-point] whose field is on the page: three numbers, which work without this.

const STEPS = { ArrowLeft: [-1, 0, 0], ArrowRight: [1, 0, 0], ArrowUp: [0, -1, 0], ArrowDown: [0, 1, 0], "+": [-1, -1, 2], "=": [-1, -1, 2], "-": [1, 1, -2] };
const SMALLEST = 10; // percent of the width, as the server has it

export function fieldOf(crop) {
  return document.getElementById(`id_crop_${crop.dataset.shape.replace(":", "x")}`);
}

// The part that was chosen, as shares: {start: [left, top], size: [width, height]}; null for around the focal point.
export function chosenPart(crop, ratio) {
  const isFixed = "fixed" in crop.closest("[data-focal-point]").dataset;
  const numbers = ((isFixed ? crop.dataset.chosen : fieldOf(crop)?.value) ?? "").trim().split(/\s+/).map((text) => Number(text) / 100);
  if (numbers.length !== 3 || numbers.some(Number.isNaN) || numbers[2] <= 0) return null;
  const [left, top, width] = numbers;
  return { start: [left, top], size: [width, heightOf(crop, width, ratio)] };
}

function heightOf(crop, width, ratio) {
  const [across, down] = crop.dataset.shape.split(":");
  return (width * ratio * down) / across;
}

function button(text, name) {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", className: name, textContent: text });
  return made;
}

function bindCrop(crop) {
  const box = crop.closest("[data-focal-point]");
  const field = fieldOf(crop);
  if (!field || "fixed" in box.dataset) return;
  const whole = box.querySelector(".focal-point-whole");
  const image = whole.querySelector("img");
  const { shape } = crop.dataset;
  const choose = button("Choose the part", "button crop-choose");
  choose.setAttribute("aria-label", `Choose the part for ${shape}`);
  const follow = button("Follow the focal point", "button crop-choose");
  follow.setAttribute("aria-label", `Let ${shape} follow the focal point`);
  crop.append(choose, follow);
  const frame = button("", "crop-frame");
  frame.hidden = true;
  frame.append(Object.assign(document.createElement("span"), { className: "crop-frame-corner" }));
  whole.append(frame);

  const ratio = () => image.naturalWidth / image.naturalHeight;

  function show() {
    const part = chosenPart(crop, ratio());
    follow.hidden = !part;
    if (!part) frame.hidden = true;
    choose.setAttribute("aria-pressed", String(!frame.hidden));
    if (frame.hidden) return;
    const [left, top, width] = [...part.start, part.size[0]].map((share) => Math.round(share * 100));
    Object.assign(frame.style, { left: `${part.start[0] * 100}%`, top: `${part.start[1] * 100}%`, width: `${part.size[0] * 100}%`, height: `${part.size[1] * 100}%` });
    frame.setAttribute("aria-label", `${shape} crop: ${left} % from the left, ${top} % from the top, ${width} % wide. Arrow keys move it, plus and minus resize it`);
  }

  // In percent; kept inside the picture.
  function put(left, top, width) {
    const most = Math.min(100, 100 / heightOf(crop, 1, ratio()));
    const across = Math.min(Math.max(width, SMALLEST), most);
    const down = heightOf(crop, across, ratio());
    const inside = (start, size) => Math.max(Math.min(start, 100 - size), 0);
    const cut = (number) => Math.floor(number * 100) / 100;
    field.value = [inside(left, across), inside(top, down), across].map(cut).join(" ");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function numbers() {
    return field.value.trim().split(/\s+/).map(Number);
  }

  choose.addEventListener("click", () => {
    const opens = frame.hidden;
    for (const other of whole.querySelectorAll(".crop-frame")) other.hidden = true;
    for (const other of box.querySelectorAll(".crop-choose[aria-pressed]")) other.setAttribute("aria-pressed", "false");
    frame.hidden = !opens;
    if (opens && !chosenPart(crop, ratio())) {
      const point = [document.getElementById(box.dataset.x).value, document.getElementById(box.dataset.y).value];
      const most = Math.min(100, 100 / heightOf(crop, 1, ratio()));
      put(point[0] - most / 2, point[1] - heightOf(crop, most, ratio()) / 2, most);
    }
    show();
    if (opens) frame.focus();
  });
  follow.addEventListener("click", () => {
    field.value = "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
    choose.focus();
  });
  frame.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const far = event.shiftKey && event.key.startsWith("Arrow") ? 10 : 1;
    const now = numbers();
    put(...step.map((distance, place) => now[place] + distance * far));
  });
  frame.addEventListener("click", (event) => event.stopPropagation()); // it doesn't move the focal point
  frame.addEventListener("pointerdown", (event) => {
    const resizes = event.target !== frame;
    const from = numbers();
    const area = image.getBoundingClientRect();
    frame.setPointerCapture(event.pointerId);
    const move = ({ clientX, clientY }) => {
      const [x, y] = [(100 * (clientX - event.clientX)) / area.width, (100 * (clientY - event.clientY)) / area.height];
      if (resizes) put(from[0], from[1], Math.min(from[2] + x, 100 - from[0], (100 - from[1]) / heightOf(crop, 1, ratio())));
      else put(from[0] + x, from[1] + y, from[2]);
    };
    frame.addEventListener("pointermove", move);
    for (const name of ["pointerup", "pointercancel"]) frame.addEventListener(name, () => frame.removeEventListener("pointermove", move), { once: true });
  });
  field.addEventListener("input", show);
  image.addEventListener("load", show);
  show();
}

document.querySelectorAll("[data-focal-point] [data-shape]").forEach(bindCrop);
