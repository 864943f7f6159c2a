// Talking to the service that the page came from. The key lives in this module's memory and nowhere else.

let key = null;

/** What the service answered when it could not do what it was asked; `status` 0 where no answer came. */
export class Failure extends Error {
  constructor(status, problem = {}, retryAfter = null) {
    super(problem.title ?? `status ${status}`);
    this.status = status;
    this.code = (problem.type ?? "").split(":").pop();
    this.detail = problem.detail ?? null;
    this.errors = Array.isArray(problem.errors) ? problem.errors : [];
    this.requestId = problem.request_id ?? null;
    this.retryAfter = retryAfter;
  }
}

/** Use this key from now on; null forgets it. */
export function useKey(value) {
  key = value || null;
}

export const hasKey = () => key !== null;

/** Return the service's answer to an article. Raises `Failure`, or the signal's abort. */
export function analyze(article, signal) {
  return send("/v1/analyze", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(article),
    signal,
  });
}

/** Return the sample articles. */
export async function samples() {
  return (await send("/v1/samples", {})).samples;
}

async function send(path, { headers = {}, ...request }) {
  const sent = key === null ? headers : { ...headers, Authorization: `Bearer ${key}` };
  let response;
  try {
    response = await fetch(path, { ...request, headers: sent, cache: "no-store", credentials: "omit" });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Failure(0);
  }
  if (response.ok) return response.json();
  throw new Failure(response.status, await problemOf(response), response.headers.get("Retry-After"));
}

async function problemOf(response) {
  try {
    return await response.json();
  } catch (error) {
    if (error.name === "AbortError") throw error;
    return {};
  }
}
