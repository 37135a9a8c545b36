// Sends JSON, or the fields of a form, to the desk and returns its answer. Throws an Error with words for the writer.
export async function post(url, data, { signal } = {}) {
  const isForm = data instanceof URLSearchParams;
  let response;
  try {
    response = await fetch(url, {
      method: "POST",
      headers: {
        "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value,
        ...(isForm ? {} : { "Content-Type": "application/json" }),
      },
      body: isForm ? data : JSON.stringify(data),
      signal,
    });
  } catch {
    throw new Error("The server can’t be reached.");
  }
  const answer = response.headers.get("Content-Type")?.startsWith("application/json") ? await response.json() : {};
  if (!response.ok) throw new Error(answer.error ?? "The server refused that.");
  return answer;
}
