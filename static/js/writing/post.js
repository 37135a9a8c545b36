// Sends JSON to the desk and returns its answer. Throws an Error with words for the writer.
export async function post(url, data) {
  let response;
  try {
    response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value },
      body: JSON.stringify(data),
    });
  } catch {
    throw new Error("The server can’t be reached.");
  }
  const answer = response.headers.get("Content-Type")?.startsWith("application/json") ? await response.json() : {};
  if (!response.ok) throw new Error(answer.error ?? "The server refused that.");
  return answer;
}
