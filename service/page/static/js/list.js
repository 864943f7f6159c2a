// The statements as a list, in the order asked for: a stretch of it in the page at a time, and the rest at hand.

import { el, quoted } from "./dom.js";
import { makeStop, rove } from "./rove.js";
import { certaintyOf, labelOf, speakerName } from "./view.js";
import { code, count, percent, short, signed, SIGNS, TONE_WORDS } from "./words.js";

const STOP = "li:not([hidden]) > button";
const STRETCH = 100; // rows: as many as most articles have, and few enough to change them all within a frame

/** Fill the list; returns what can be done with it. */
export function showList(root, view, onPick) {
  const made = new Map(); // a row is made when it is first shown
  let order = [];
  let places = new Map();
  let begin = 0;
  let end = 0;
  let on = null;

  const rowOf = (statement) => {
    if (!made.has(statement.id)) made.set(statement.id, row(statement, view));
    return made.get(statement.id);
  };
  const rowsOf = (from, to) => order.slice(from, to).map(rowOf);
  const earlier = more(() => grow(Math.max(0, begin - STRETCH), end));
  const later = more(() => grow(begin, Math.min(order.length, end + STRETCH)));

  /** Put more rows into the page, before or after those that are there. */
  function grow(from, to) {
    const [before, after] = [rowsOf(from, begin), rowsOf(end, to)];
    const focused = [earlier, later].find((item) => item.contains(document.activeElement));
    earlier.after(...before);
    later.before(...after);
    [begin, end] = [from, to];
    if (focused) (focused === earlier ? before.at(-1) : after[0])?.firstChild.focus();
    tell();
  }

  /** Put the stretch around one place into the page, and nothing else. */
  function jump(at) {
    begin = Math.max(0, at - STRETCH / 2);
    end = Math.min(order.length, begin + STRETCH);
    root.replaceChildren(earlier, ...rowsOf(begin, end), later);
    tell();
    makeStop(root, STOP, root.querySelector("[data-statement-id] > button"));
  }

  function tell() {
    earlier.hidden = begin === 0;
    later.hidden = end === order.length;
    earlier.firstChild.textContent = `${count(begin, "row")} before these`;
    later.firstChild.textContent = `${count(order.length - end, "more row")}`;
  }

  root.onclick = (event) => {
    const item = event.target.closest("button")?.parentNode;
    if (item?.dataset.statementId) onPick(Number(item.dataset.statementId));
  };
  return {
    /** Show the rows of these statements, in this order. */
    show(statements) {
      order = statements;
      places = new Map(statements.map((statement, at) => [statement.id, at]));
      jump(0);
    },
    /** Put every row into the page. */
    showAll: () => grow(0, order.length),
    /** Mark the row of one statement, and bring it into sight where the list scrolls by itself. */
    light(id) {
      made.get(on)?.firstChild.removeAttribute("aria-current");
      on = id;
      const at = places.get(id);
      if (at === undefined) return;
      if (at < begin || at >= end) jump(at);
      const item = rowOf(order[at]);
      item.firstChild.setAttribute("aria-current", "true");
      if (root.scrollHeight > root.clientHeight) bringIntoSight(root, item);
    },
  };
}

/** An item that stands for rows to come; it asks for them when it is pressed, or comes into sight. */
function more(ask) {
  const item = el("li", { class: "more" }, el("button", { type: "button", tabindex: "-1", class: "row" }));
  item.firstChild.addEventListener("click", ask);
  const ahead = { rootMargin: "400px", scrollMargin: "400px" }; // rows come before one has to wait for them
  new IntersectionObserver((entries) => entries.at(-1).isIntersecting && ask(), ahead).observe(item);
  return item;
}

/** Let the arrow keys move from row to row. */
export const roveList = (root) => rove(root, STOP);

function bringIntoSight(root, item) {
  const [sight, place] = [root.getBoundingClientRect(), item.getBoundingClientRect()];
  if (place.top < sight.top || place.bottom > sight.bottom) {
    root.scrollTop += place.top - sight.top - sight.height / 3;
  }
}

function row(statement, view) {
  const name = speakerName(statement.who, view);
  const country = statement.who?.country ?? null;
  return el(
    "li",
    { data: { testid: "statement-row", "statement-id": statement.id } },
    el(
      "button",
      { type: "button", tabindex: "-1", class: "row" },
      el("span", { class: "number" }, String(statement.id)),
      el(
        "span",
        { class: "row-who" },
        name === null ? el("i", {}, "speaker unknown") : quoted(short(name, 80)),
        country !== null && el("span", { class: "code", title: view.countryName(country) }, code(country)),
      ),
      el("span", { class: "row-text" }, quoted(short(statement.content.map((part) => part.text).join(" … ")))),
      el("span", { class: "chips" }, statement.tones.map(chip)),
    ),
  );
}

function chip(tone) {
  const label = labelOf(tone);
  return el(
    "span",
    { class: `chip t-${label}`, title: `${TONE_WORDS[label]}, ${percent(certaintyOf(tone))} sure` },
    el("span", { class: "unseen" }, `${TONE_WORDS[label]} toward ${tone.name}, `),
    el("span", { "aria-hidden": "true" }, `${code(tone.target)} ${SIGNS[label]} `),
    label === "abstained" ? "" : signed(tone.score).replace(/^[+−]/, ""),
  );
}
