// The article's own words, marked in place. Its text content stays the article, letter for letter.

import { el } from "./dom.js";
import { lets, toneUnder } from "./filter.js";
import { cutAtParagraphs, nest, paragraphsOf } from "./nesting.js";
import { makeStop, rove } from "./rove.js";
import { labelOf, overall, speakerName } from "./view.js";
import { code, SIGNS, TONE_WORDS } from "./words.js";

const STOP = "[role=group]";
const SLICE = 200; // statements shaded at a time, out of sight, so that nothing waits for them
let listening = new AbortController(); // for the article that is shown

/** Show the article in `root`; returns what can be done with it. */
export function showArticle(root, view, { onEnter, onLeave, onPick }) {
  const marks = new Map(view.statements.map((statement) => [statement.id, []]));
  root.replaceChildren(...paragraphs(view, marks));
  makeStop(root, STOP);
  listening.abort();
  listening = new AbortController();
  const listen = (type, act) => root.addEventListener(type, act, { signal: listening.signal });

  const idAt = (node) => {
    const mark = node.closest?.("[data-statement-id], [data-of]");
    return Number(mark?.dataset.statementId ?? mark?.dataset.of ?? 0);
  };
  // Moved over, not just under: a page that scrolls beneath a resting pointer opens nothing.
  let [x, y] = [null, null];
  let over = null;
  listen("pointermove", (event) => {
    if (event.pointerType === "touch" || (event.screenX === x && event.screenY === y)) return;
    const still = x === null && event.movementX === 0 && event.movementY === 0;
    [x, y] = [event.screenX, event.screenY];
    if (still || event.target === over) return;
    over = event.target;
    const id = idAt(event.target);
    if (id) onEnter(id);
    else onLeave();
  });
  listen("pointerleave", () => {
    over = x = y = null;
    onLeave();
  });
  listen("focusin", (event) => onEnter(idAt(event.target)));
  listen("click", (event) => {
    const id = idAt(event.target);
    if (id && getSelection().isCollapsed) onPick(id);
  });
  listen("keydown", (event) => {
    if (event.key === "Enter") onPick(idAt(event.target));
  });

  let on = null;
  let waiting = 0;
  const painted = new Map();
  const shade = (statements, filter) => {
    for (const statement of statements) {
      const tone = lets(filter, statement) ? toneUnder(filter, statement) : "faded";
      if (painted.get(statement.id) === tone) continue;
      painted.set(statement.id, tone);
      for (const mark of marks.get(statement.id)) if (mark.classList.contains("st")) repaint(mark, statement, tone);
    }
  };
  return {
    /** Light up one statement's words, and only these. */
    light(id) {
      if (id === on) return;
      for (const mark of marks.get(on) ?? []) mark.classList.remove("on");
      for (const mark of marks.get(id) ?? []) mark.classList.add("on");
      on = id;
    },
    /** Shade by the tones that the filter lets through, and fade the rest: what is in sight at once, then all else. */
    paint(filter) {
      clearTimeout(waiting);
      const seen = inSight(root);
      const [first, then] = [[], []];
      for (const one of view.statements) (seen.has(marks.get(one.id)[0]?.closest("p")) ? first : then).push(one);
      shade(first, filter);
      const go = () => {
        shade(then.splice(0, SLICE), filter);
        if (then.length > 0) waiting = setTimeout(go);
      };
      waiting = setTimeout(go);
    },
    /** The element where a statement begins. */
    placeOf: (id) => (marks.get(id) ?? []).find((mark) => mark.matches(STOP)) ?? null,
    /** The article's words around an offset. */
    paragraphAt: (offset) => [...root.children].findLast((one) => Number(one.dataset.start) <= offset) ?? null,
  };
}

/** Let the arrow keys move from statement to statement. Once: the element stays, whatever it shows. */
export const roveArticle = (root) => rove(root, STOP);

function repaint(mark, statement, tone) {
  mark.className = `st t-${tone}${mark.classList.contains("on") ? " on" : ""}`;
  if (mark.dataset.badge) mark.dataset.badge = badge(statement, tone);
}

/** The paragraphs in the window or just outside of it. */
function inSight(root) {
  return new Set(
    [...root.children].filter((one) => {
      const { top, bottom } = one.getBoundingClientRect();
      return bottom > -innerHeight && top < 2 * innerHeight;
    }),
  );
}

const badge = (statement, tone) => `${statement.id}${SIGNS[tone] ? ` ${SIGNS[tone]}` : ""}`;

function* paragraphs(view, marks) {
  const bounds = paragraphsOf(view.text);
  const spans = cutAtParagraphs(layers(view), bounds);
  let from = 0;
  for (const [at, [start, end]] of bounds.entries()) {
    if (start > from) yield view.text.slice(from, start);
    const paragraph = el("p", { dir: "auto", data: { start } });
    write(paragraph, view, start, end, nest(spans[at]), marks);
    yield paragraph;
    from = end;
  }
  if (from < view.text.length) yield view.text.slice(from);
}

/** Write text and marks into a paragraph; `spans` nest and come in the order in which they open. */
function write(paragraph, view, start, end, spans, marks) {
  const open = [{ node: paragraph, end }];
  let from = start;
  const text = (until) => {
    if (until > from) open.at(-1).node.append(view.text.slice(from, until));
    from = Math.max(from, until);
  };
  const close = (until) => {
    while (open.length > 1 && open.at(-1).end <= until) {
      text(open.at(-1).end);
      open.pop();
    }
  };
  for (const span of spans) {
    close(span.start);
    text(span.start);
    const node = MAKERS[span.kind](span, view, marks);
    for (const id of span.ids) marks.get(id).push(node);
    open.at(-1).node.append(node);
    open.push({ node, end: span.end });
  }
  close(end);
  text(end);
}

const MAKERS = {
  statement(span, view, marks) {
    const statement = view.byId.get(span.ids[0]);
    const tone = overall(statement.tones);
    const first = !marks.get(statement.id).some((mark) => mark.classList.contains("st"));
    return el("span", {
      class: `st t-${tone}`,
      data: { testid: "statement", "statement-id": statement.id, badge: first ? badge(statement, tone) : null },
      ...(first && {
        role: "group",
        tabindex: "-1",
        "aria-roledescription": "statement",
        "aria-label": spoken(statement, view),
      }),
    });
  },
  source: (span, view) =>
    el("span", {
      class: view.byId.get(span.ids[0]).speaker === null ? "src unresolved" : "src",
      data: { of: span.ids[0] },
    }),
  cue: (span) => el("span", { class: "cue", data: { of: span.ids[0] } }),
  mention: (span) =>
    el("span", { class: `mention t-${span.label}`, data: { tag: `${code(span.target)} ${SIGNS[span.label]}` } }),
  evidence: () => el("span", { class: "ev" }),
  named: (span) => el("span", { class: "named", title: span.name }),
  unattributed: () => el("span", { class: "unattributed", title: "Words in quotation marks that nobody is given for" }),
};

function spoken(statement, view) {
  const who = speakerName(statement.who, view) ?? "an unknown speaker";
  const tones = statement.tones.map((tone) => `${TONE_WORDS[labelOf(tone)]} toward ${tone.name}`);
  return `Statement ${statement.id} by ${who}: ${tones.join(", ") || TONE_WORDS.none}`;
}

/** Every span that is marked, of every kind. */
function layers(view) {
  const out = new Map();
  const add = (kind, rank, span, key, ids, more = {}) => {
    const name = `${kind} ${span.start} ${span.end} ${key}`;
    const known = out.get(name);
    if (known) known.ids.push(...ids.filter((id) => !known.ids.includes(id)));
    else out.set(name, { kind, rank, start: span.start, end: span.end, ids: [...ids], ...more });
  };
  const tagged = new Set();
  for (const statement of view.statements) {
    const ids = [statement.id];
    for (const part of statement.content) add("statement", 1, part, statement.id, ids);
    if (statement.source) add("source", 2, statement.source, "", ids);
    if (statement.cue) add("cue", 2, statement.cue, "", ids);
    for (const tone of statement.tones) {
      const label = labelOf(tone);
      add("mention", 3, tone.mention, `${tone.target} ${label}`, ids, { target: tone.target, label });
      tagged.add(`${tone.mention.start} ${tone.mention.end}`);
      for (const part of tone.evidence) add("evidence", 4, part, "", ids);
    }
  }
  for (const target of view.targets) {
    for (const mention of target.mentions) {
      if (tagged.has(`${mention.start} ${mention.end}`)) continue;
      add("named", 3, mention, target.id, [], { name: target.name });
    }
  }
  for (const part of view.coverage?.unattributed_quotations ?? []) add("unattributed", 0, part, "", []);
  return [...out.values()];
}
