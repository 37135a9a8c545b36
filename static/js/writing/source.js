// What the source of an embed says of itself fills in its empty fields, once: when its address is pasted or typed.
import { post } from "./post.js";

const BETWEEN = 700; // milliseconds
const MOST = 30; // questions
const source = document.querySelector("textarea[data-blocks]");
const soon = () => new Promise((resolve) => setTimeout(resolve, BETWEEN));

async function answered(url) {
  const { task } = await post(source.dataset.source, { url });
  for (let times = 0; task && times < MOST; times += 1) {
    await soon();
    const { answer } = await post(source.dataset.source, { task });
    if (answer) return answer;
  }
  return null;
}

// A function to call after each change of the fields. `fill(found)` is called with the values of empty fields.
export function askSource(name, known, fill) {
  let asked = known;
  return async (values, again = false) => {
    const url = values[name];
    if (!/^https?:\/\/./.test(url) || (url === asked && !again)) return;
    asked = url;
    const answer = await answered(url).catch(() => null); // offline: the fields stay empty, and say so
    if (!answer || values[name] !== url) return;
    const empty = Object.entries(answer.fields).filter(([field]) => !values[field]);
    fill({ ...Object.fromEntries(empty), failure: answer.failure });
  };
}
