// Says how well a color can be read as text, as it is chosen. Bound to [data-contrast], a field with #rrggbb, whose value
// is the backgrounds. The server computes the same (newsroom/publication/colors.py) and refuses what is below.
const ENOUGH = 4.5;
const STEPS = 100;

const channels = (color) => [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
const linear = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);

function luminance(color) {
  const [red, green, blue] = channels(color).map(linear);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function least(color, papers) {
  return Math.min(
    ...papers.map((paper) => {
      const [darker, lighter] = [luminance(color), luminance(paper)].sort((a, b) => a - b);
      return (lighter + 0.05) / (darker + 0.05);
    }),
  );
}

function readable(color, papers) {
  const end = luminance(papers[0]) > 0.5 ? 0 : 255;
  for (let step = 0; step <= STEPS; step++) {
    const mixed = channels(color).map((from) => Math.round(from + ((end - from) * step) / STEPS));
    const tone = `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
    if (least(tone, papers) >= ENOUGH) return tone;
  }
  return end ? "#ffffff" : "#000000";
}

const whole = (typed) => {
  const digits = typed.trim().toLowerCase().replace(/^#/, "");
  if (/^[0-9a-f]{3}$/.test(digits)) return `#${[...digits].map((digit) => digit + digit).join("")}`;
  return /^[0-9a-f]{6}$/.test(digits) ? `#${digits}` : "";
};

for (const field of document.querySelectorAll("[data-contrast]")) {
  const papers = field.dataset.contrast.split(",");
  const box = document.createElement("span");
  const picker = document.createElement("input");
  const note = document.createElement("output");
  box.className = "color";
  picker.type = "color";
  picker.tabIndex = -1;
  picker.setAttribute("aria-label", `Pick: ${field.labels[0]?.textContent ?? ""}`);
  note.className = "color__note";
  note.htmlFor = field.id;
  field.before(box);
  box.append(picker, field);
  box.after(note);

  const tell = () => {
    const color = whole(field.value);
    note.textContent = "";
    note.classList.remove("color__note--low");
    picker.classList.toggle("color__none", !color);
    if (!color) return;
    picker.value = color;
    const ratio = least(color, papers);
    note.textContent = `${Math.floor(ratio * 10) / 10} to 1`;
    if (ratio >= ENOUGH) return;
    note.classList.add("color__note--low");
    const tone = readable(color, papers);
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = `Use ${tone}`;
    button.addEventListener("click", () => choose(tone));
    note.append(`: text needs ${ENOUGH}. `, button);
  };
  const choose = (color) => {
    field.value = color;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.focus();
  };
  field.addEventListener("input", tell);
  picker.addEventListener("input", () => {
    field.value = picker.value;
    tell();
  });
  picker.addEventListener("change", () => choose(picker.value));
  tell();
}
