// The matrix as a picture, on white: for a slide or a report, whatever the page looks like.

import { step } from "./matrix.js";
import { code, signed, SIGNS } from "./words.js";

const FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif";
const FILLS = {
  critical: ["#f4f4f2", "#fde0c2", "#f9b877", "#c2590c"],
  cooperative: ["#f4f4f2", "#d3e4f7", "#9cc4ec", "#1d5fa8"],
  neutral: ["#ececea", "#ececea", "#ececea", "#ececea"],
  abstained: ["#ffffff", "#ffffff", "#ffffff", "#ffffff"],
};
const CELL = { width: 112, height: 46 };
const MARGIN = 20;
const ROW_NAME = 260;
const LARGEST = 8000; // pixels a side

/** Return the matrix as a PNG. */
export function pictureOf(matrix) {
  const width = MARGIN * 2 + ROW_NAME + matrix.columns.length * CELL.width;
  const height = MARGIN * 2 + CELL.height * (matrix.rows.length + 1) + 24;
  const scale = Math.min(2, LARGEST / width, LARGEST / height);
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(width * scale);
  canvas.height = Math.ceil(height * scale);
  const pen = canvas.getContext("2d");
  pen.scale(scale, scale);
  paint(pen, matrix, width, height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("picture"))), "image/png");
  });
}

function paint(pen, matrix, width, height) {
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, width, height);
  pen.textBaseline = "middle";
  const left = MARGIN + ROW_NAME;
  const top = MARGIN + CELL.height;
  for (const [at, column] of matrix.columns.entries()) {
    write(pen, column.name, left + (at + 0.5) * CELL.width, top - 18, CELL.width - 8, "600 13px", "center");
  }
  for (const [at, row] of matrix.rows.entries()) {
    const y = top + at * CELL.height;
    write(pen, row.name, MARGIN, y + CELL.height / 2, ROW_NAME - 60, "600 14px", "left");
    write(pen, code(row.country ?? ""), left - 12, y + CELL.height / 2, 44, "12px", "right");
    for (const [across, column] of matrix.columns.entries()) {
      paintCell(pen, matrix.cell(row.id, column.id), left + across * CELL.width, y);
    }
  }
  const legend = `Mean tone: ${SIGNS.critical}1 critical to ${SIGNS.cooperative}1 cooperative; × counts statements. Made with Demarche`;
  write(pen, legend, MARGIN, height - MARGIN, width - MARGIN * 2, "12px", "left", "#5b636b");
}

function paintCell(pen, cell, x, y) {
  pen.strokeStyle = "#d9d6cf";
  pen.strokeRect(x + 0.5, y + 0.5, CELL.width, CELL.height);
  if (cell === null) return;
  const label = cell.label ?? "abstained";
  const depth = cell.label === null ? 0 : step(cell.score);
  pen.fillStyle = FILLS[label][depth];
  pen.fillRect(x + 2, y + 2, CELL.width - 3, CELL.height - 3);
  const ink = depth === 3 && label !== "neutral" ? "#ffffff" : "#1d2328";
  const score = cell.label === null ? "?" : signed(cell.score);
  write(pen, score, x + CELL.width / 2, y + 17, CELL.width - 8, "600 15px", "center", ink);
  write(pen, `${SIGNS[label]} ${cell.statements.length}×`, x + CELL.width / 2, y + 34, CELL.width - 8, "11px", "center", ink);
}

function write(pen, text, x, y, room, font, align, ink = "#1d2328") {
  pen.font = `${font} ${FONT}`;
  pen.textAlign = align;
  pen.fillStyle = ink;
  let shown = text;
  if (pen.measureText(shown).width > room) {
    const letters = Array.from(text.slice(0, 200));
    while (letters.length > 1 && pen.measureText(`${letters.join("")}…`).width > room) letters.pop();
    shown = `${letters.join("").trimEnd()}…`;
  }
  pen.fillText(shown, x, y);
}
