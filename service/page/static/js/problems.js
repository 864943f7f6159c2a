// Every way that a request can fail, in words for somebody who reads articles and not protocols.

const FIELDS = { "/text": "text", "/html": "text", "/title": "title", "/published": "published", "/outlet": "outlet" };

/** Return `{field, words}`: where on the page the fault belongs, and what to say there. */
export function inWords(failure) {
  const first = failure.errors[0];
  const field = FIELDS[first?.pointer] ?? "text";
  return { field, words: wordsOf(failure, first, field) };
}

function wordsOf(failure, first, field) {
  switch (failure.status) {
    case 0:
      return "The service can't be reached. It may have been stopped, or the connection is down. Try again.";
    case 401:
      return "The service wants a key.";
    case 413:
      return `The article is too long: it ${first?.detail ?? "is over the limit"}. Cut it into parts.`;
    case 422:
      return refused(failure, first, field);
    case 429:
      return `The service is busy. Try again${after(failure.retryAfter)}.`;
    case 503:
      return `The service is not ready yet, or is being stopped. Try again${after(failure.retryAfter)}.`;
    case 504:
      return "The article took longer than the service allows. Try again, or cut it into parts.";
    default:
      return `Something went wrong in the service (${failure.status}). ${reference(failure)}`;
  }
}

function refused(failure, first, field) {
  const detail = first?.detail ?? failure.detail ?? "";
  if (failure.code === "unsupported_language") return `Only English can be read. The article ${detail}.`;
  if (field === "published") return "This is no date. Write it as year-month-day: 2026-11-05.";
  if (/blank|is missing|needed/.test(detail)) return "There is nothing to read yet. Paste an article, drop a file, or pick a sample.";
  if (/surrogate/.test(detail)) return "There is half a character in it, as when a text was cut inside an emoji. Remove it and try again.";
  if (first?.pointer === "/html") return `No article could be found in this HTML: it ${detail}. Paste the text alone instead.`;
  return `The service could not take this: ${detail}.`;
}

function after(seconds) {
  return /^\d+$/.test(seconds ?? "") ? ` in ${seconds} s` : " in a moment";
}

function reference(failure) {
  return failure.requestId ? `Its log knows this as ${failure.requestId}.` : "Try again.";
}
