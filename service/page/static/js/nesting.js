// Spans of any kind, laid over a text: cut at paragraphs, and made to nest where they cross.

/** Return `[start, end]` of every paragraph: at blank lines, or at every line's end in a text without any. */
export function paragraphsOf(text) {
  const breaks = /\n[^\S\n]*\n/.test(text) ? /(?:[^\S\n]*\n){2,}/g : /\n+/g;
  const out = [];
  let start = 0;
  for (const found of text.matchAll(breaks)) {
    if (found.index > start) out.push([start, found.index]);
    start = found.index + found[0].length;
  }
  if (start < text.length) out.push([start, text.length]);
  return out;
}

/** Return one list of spans for every paragraph; a span over several becomes a piece in each. */
export function cutAtParagraphs(spans, paragraphs) {
  const pieces = paragraphs.map(() => []);
  for (const span of spans) {
    for (let at = firstEndingAfter(paragraphs, span.start); at < paragraphs.length; at += 1) {
      const [start, end] = paragraphs[at];
      if (start >= span.end) break;
      pieces[at].push({ ...span, start: Math.max(start, span.start), end: Math.min(end, span.end) });
    }
  }
  return pieces;
}

/** Return the spans in the order in which their elements open; one that crosses another's end is cut there. */
export function nest(spans) {
  const queue = spans.filter((span) => span.start < span.end).sort(byOpening);
  const out = [];
  const open = [];
  for (let next = 0; next < queue.length; next += 1) {
    const span = queue[next];
    while (open.length > 0 && open.at(-1) <= span.start) open.pop();
    const limit = open.at(-1);
    if (limit !== undefined && span.end > limit) {
      insert(queue, next + 1, { ...span, start: limit });
      insert(queue, next + 1, { ...span, end: limit });
    } else {
      out.push(span);
      open.push(span.end);
    }
  }
  return out;
}

function byOpening(one, other) {
  return one.start - other.start || other.end - one.end || one.rank - other.rank;
}

function insert(queue, from, span) {
  let low = from;
  let high = queue.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (byOpening(queue[middle], span) <= 0) low = middle + 1;
    else high = middle;
  }
  queue.splice(low, 0, span);
}

function firstEndingAfter(paragraphs, offset) {
  let low = 0;
  let high = paragraphs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (paragraphs[middle][1] <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
