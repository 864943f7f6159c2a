// The statements as a list: one row each, made once and shown in the order asked for.

import { el, quoted } from "./dom.js";
import { makeStop, rove } from "./rove.js";
import { certaintyOf, labelOf, speakerName } from "./view.js";
import { code, percent, short, signed, SIGNS, TONE_WORDS } from "./words.js";

const STOP = "button";

/** Make the rows; returns what can be done with them. */
export function showList(root, view, onPick) {
  const rows = new Map(view.statements.map((statement) => [statement.id, row(statement, view)]));
  root.onclick = (event) => {
    const button = event.target.closest("button");
    if (button) onPick(Number(button.parentNode.dataset.statementId));
  };
  let on = null;
  return {
    /** Show the rows of these statements, in this order. */
    show(statements) {
      root.replaceChildren(...statements.map((statement) => rows.get(statement.id)));
      makeStop(root, STOP);
    },
    /** Mark the row of one statement, and bring it into sight where the list scrolls by itself. */
    light(id) {
      rows.get(on)?.firstChild.removeAttribute("aria-current");
      const item = rows.get(id);
      item?.firstChild.setAttribute("aria-current", "true");
      on = id;
      if (item?.isConnected && root.scrollHeight > root.clientHeight) bringIntoSight(root, item);
    },
  };
}

/** Let the arrow keys move from row to row. */
export const roveList = (root) => rove(root, STOP);

function bringIntoSight(root, item) {
  const top = item.offsetTop - root.offsetTop;
  if (top < root.scrollTop || top + item.offsetHeight > root.scrollTop + root.clientHeight) {
    root.scrollTop = top - root.clientHeight / 3;
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
