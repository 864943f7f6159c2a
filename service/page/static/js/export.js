// The answer to take away: JSON as the service gave it, and a table with a row for every tone.

import { speakerName } from "./view.js";

const COLUMNS = {
  statement: (row) => row.statement.id,
  start: (row) => row.statement.start,
  end: (row) => row.statement.end,
  kind: (row) => row.statement.kind,
  text: (row) => said(row.statement.content.map((part) => part.text).join(" … ")),
  speaker: (row) => row.statement.speaker,
  speaker_name: (row) => said(row.who === null ? null : row.who.name),
  speaker_known_as: (row) => said(speakerName(row.who, row.view)),
  speaker_type: (row) => row.who?.type,
  speaker_role: (row) => said(row.who?.role),
  speaker_country: (row) => row.who?.country,
  source: (row) => said(row.statement.source?.text),
  cue: (row) => said(row.statement.cue?.text),
  resolved_by: (row) => row.statement.resolved_by,
  speaker_confidence: (row) => row.statement.speaker_confidence,
  confidence: (row) => row.statement.confidence,
  target: (row) => row.tone?.target,
  target_name: (row) => row.tone?.name,
  label: (row) => row.tone?.label,
  score: (row) => row.tone?.score,
  critical: (row) => row.tone?.probabilities.critical,
  neutral: (row) => row.tone?.probabilities.neutral,
  cooperative: (row) => row.tone?.probabilities.cooperative,
  strength: (row) => row.tone?.strength,
  abstained: (row) => row.tone?.abstained,
  mention: (row) => said(row.tone?.mention.text),
  via: (row) => row.tone?.mention.via,
  aspect: (row) => said(row.tone?.aspect?.text),
  evidence: (row) => said(row.tone?.evidence.map((part) => part.text).join(" | ")),
};

/** Return the answer as JSON, laid out for people too. */
export const jsonOf = (answer) => `${JSON.stringify(answer, null, 2)}\n`;

/** Return a row for every tone, and one for a statement without any. Offsets count code points, as the answer's. */
export function csvOf(view) {
  const rows = view.answer.statements.flatMap((statement) => {
    const who = view.speakers.get(statement.speaker) ?? null;
    const tones = statement.tones.length > 0 ? statement.tones : [null];
    return tones.map((tone) => Object.values(COLUMNS).map((value) => field(value({ statement, who, tone, view }))));
  });
  return [Object.keys(COLUMNS), ...rows].map((row) => `${row.join(",")}\r\n`).join("");
}

/** Save text or a blob under a name. */
export function save(name, type, content) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Copy text; the older way where the newer one is only for pages that came over HTTPS. */
export async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.createElement("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  if (!done) throw new Error("copy");
  return undefined;
}

/** An article's words, made harmless: a spreadsheet takes what begins like a formula for one. */
function said(text) {
  return /^[=+\-@\t\r]/.test(text ?? "") ? `'${text}` : text;
}

function field(value) {
  const text = String(value ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
