// Who toward whom: a row for every speaker who has a tone toward someone, a column for every target.

import { el, quoted } from "./dom.js";
import { makeStop, rove } from "./rove.js";
import { labelOf, speakerName } from "./view.js";
import { code, count, signed, SIGNS, TONE_WORDS } from "./words.js";

const STOP = "button";

/** Return the matrix as plain data: what the table shows, and what the picture of it is painted from. */
export function matrixOf(view) {
  const cells = new Map(view.relations.map((relation) => [`${relation.speaker} ${relation.target}`, relation]));
  for (const statement of view.statements) {
    for (const tone of statement.tones) {
      const key = `${statement.speaker} ${tone.target}`;
      if (statement.speaker === null || labelOf(tone) !== "abstained" || cells.get(key)?.label) continue;
      const known = cells.get(key) ?? { speaker: statement.speaker, target: tone.target, label: null, statements: [] };
      known.statements.push(statement.id);
      cells.set(key, known);
    }
  }
  const weight = new Map();
  for (const cell of cells.values()) {
    weight.set(cell.target, (weight.get(cell.target) ?? 0) + cell.statements.length);
    weight.set(cell.speaker, (weight.get(cell.speaker) ?? 0) + cell.statements.length);
  }
  const heaviest = (one, other) => weight.get(other.id) - weight.get(one.id);
  const targets = [...new Set([...cells.values()].map((cell) => cell.target))];
  return {
    columns: targets.map((id) => ({ id, name: view.countryName(id) })).sort(heaviest),
    rows: [...view.speakers.values()]
      .filter((speaker) => weight.has(speaker.id))
      .map((speaker) => ({ id: speaker.id, name: speakerName(speaker, view), country: speaker.country }))
      .sort(heaviest),
    cell: (speaker, target) => cells.get(`${speaker} ${target}`) ?? null,
  };
}

/** Show the matrix in its table. */
export function showMatrix(table, matrix, view, onPick) {
  table.replaceChildren(
    el("caption", { class: "unseen" }, "Speakers in rows, countries and blocs in columns: mean tone from −1 critical to +1 cooperative"),
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        el("th", { scope: "col", class: "corner" }, el("span", { class: "unseen" }, "Speaker")),
        matrix.columns.map((column) =>
          el("th", { scope: "col", title: column.name }, el("span", {}, column.name), el("span", { class: "code" }, code(column.id))),
        ),
      ),
    ),
    el(
      "tbody",
      {},
      matrix.rows.map((row) =>
        el(
          "tr",
          {},
          el("th", { scope: "row" }, quoted(row.name, { class: "name" }), row.country !== null && el("span", { class: "code", title: view.countryName(row.country) }, code(row.country))),
          matrix.columns.map((column) => el("td", {}, button(matrix.cell(row.id, column.id), row, column))),
        ),
      ),
    ),
  );
  makeStop(table, STOP);
  table.onclick = (event) => {
    const cell = event.target.closest("button");
    if (cell) onPick({ speaker: cell.dataset.speaker, target: cell.dataset.target });
  };
}

/** Let the arrow keys move from cell to cell. */
export function roveMatrix(table) {
  rove(table, STOP, { columns: (item, down) => below(item, down) });
}

/** How strongly a cell is coloured: three steps are as many as an eye tells apart. */
export const step = (score) => (Math.abs(score) < 0.2 ? 0 : Math.abs(score) < 0.5 ? 1 : Math.abs(score) < 0.8 ? 2 : 3);

function below(item, down) {
  const column = item.parentNode.cellIndex;
  let row = item.closest("tr");
  do {
    row = down ? row.nextElementSibling : row.previousElementSibling;
  } while (row && !row.cells[column].querySelector(STOP));
  return row?.cells[column].querySelector(STOP);
}

function button(cell, row, column) {
  if (cell === null) return null;
  const label = cell.label ?? "abstained";
  return el(
    "button",
    {
      type: "button",
      tabindex: "-1",
      class: `cell t-${label} step-${cell.label === null ? 0 : step(cell.score)}`,
      data: {
        testid: cell.label === null ? null : "matrix-cell",
        speaker: row.id,
        target: column.id,
        label,
      },
    },
    el("span", { class: "cell-score" }, cell.label === null ? "?" : `${signed(cell.score)}`),
    el("span", { class: "cell-count", "aria-hidden": "true" }, `${SIGNS[label]} ${cell.statements.length}×`),
    el("span", { class: "unseen" }, `, ${TONE_WORDS[label]} in ${count(cell.statements.length, "statement")}`),
  );
}
