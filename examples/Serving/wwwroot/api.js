const patience = 15_000;
let antiforgery = null;

/** An error in words for the visitor. */
export class Failure extends Error {}

export const searchFilms = (text, signal) => get(`/items?search=${encodeURIComponent(text)}&count=8`, signal);
export const similarFilms = item => get(`/items/${encodeURIComponent(item)}/similar?count=4`);
export const recommendations = count => get(`/recommendations?count=${count}`);
export const ownRatings = () => get("/ratings");
export const currentModel = () => get("/models/current");
export const trainings = () => get("/models");
export const rate = (item, stars) => change("POST", "/ratings", { item, stars });
export const deleteRating = item => change("DELETE", `/ratings/${encodeURIComponent(item)}`);
export const dismiss = item => change("PUT", `/dismissals/${encodeURIComponent(item)}`);
export const deleteDismissal = item => change("DELETE", `/dismissals/${encodeURIComponent(item)}`);
export const forgetMe = () => change("DELETE", "/me");

const get = (path, signal) => answerOf(send("GET", path, { signal }));

async function change(method, path, body) {
  const headers = body ? { "Content-Type": "application/json" } : {};
  for (let isFirst = true; ; isFirst = false) {
    antiforgery ??= await get("/antiforgery");
    headers[antiforgery.header] = antiforgery.token;
    const response = await send(method, path, { headers, body: body && JSON.stringify(body) });
    if (response.status !== 400 || !isFirst)
      return answerOf(response);
    antiforgery = null; // The token belongs to another cookie, for example after the keys of the service changed.
  }
}

async function send(method, path, { headers, body, signal } = {}) {
  const timeout = AbortSignal.timeout(patience);
  try {
    return await fetch(path, { method, headers, body, signal: signal ? AbortSignal.any([signal, timeout]) : timeout });
  } catch (error) {
    if (signal?.aborted)
      throw error;
    throw new Failure(navigator.onLine ? "The service does not answer." : "You are offline.");
  }
}

async function answerOf(sent) {
  const response = await sent;
  if (response.ok)
    return response.status === 204 ? null : response.json();
  const problem = await response.json().catch(() => ({}));
  if (response.status === 429) {
    const seconds = response.headers.get("Retry-After");
    throw new Failure(`That was too fast for the service. Wait ${seconds ? `${seconds} seconds` : "a moment"} and try again.`);
  }

  if (response.status >= 500 && response.status !== 503)
    throw new Failure("The service made an error.");
  const details = Object.values(problem.errors ?? {}).flat();
  throw new Failure([problem.detail, ...details].filter(Boolean).join(" ") || problem.title || `The service answered ${response.status}.`);
}
