// The answer as the page needs it: offsets in UTF-16 units, names looked up, each statement's tone summed up.

import { inUnits } from "./offsets.js";
import { regionName } from "./words.js";

/** Return what is shown of `answer` to an article whose text is `text`. */
export function viewOf(answer, text) {
  const shown = inUnits(answer, text);
  const speakers = new Map(shown.speakers.map((speaker) => [speaker.id, speaker]));
  const names = new Map();
  for (const target of shown.targets) names.set(target.id, target.name);
  for (const statement of shown.statements) for (const tone of statement.tones) names.set(tone.target, tone.name);
  const statements = shown.statements.map((statement) => ({
    ...statement,
    who: statement.speaker === null ? null : (speakers.get(statement.speaker) ?? null),
  }));
  return {
    text,
    answer,
    statements,
    speakers,
    targets: shown.targets,
    relations: shown.relations,
    coverage: shown.coverage,
    byId: new Map(statements.map((statement) => [statement.id, statement])),
    countryName: (id) => names.get(id) ?? regionName(id),
  };
}

/** What a tone is called: its label, or that the service abstained. */
export const labelOf = (tone) => (tone.abstained === null ? tone.label : "abstained");

/** How sure the service is of a tone's label. */
export const certaintyOf = (tone) =>
  tone.abstained === null ? tone.probabilities[tone.label] : Math.max(...Object.values(tone.probabilities));

/** The one tone that a set of tones comes to. */
export function overall(tones) {
  const labels = new Set(tones.map(labelOf));
  if (labels.has("critical") && labels.has("cooperative")) return "both";
  for (const label of ["critical", "cooperative", "neutral", "abstained"]) if (labels.has(label)) return label;
  return "none";
}

/** A speaker's name, or in what words an unnamed one is known. Null where it can't be told who speaks. */
export function speakerName(speaker, view) {
  if (speaker === null) return null;
  if (speaker.name !== null) return speaker.name;
  if (speaker.role !== null) return speaker.role;
  const said = speaker.mentions[0]?.text ?? view?.byId.get(speaker.statements[0])?.source?.text;
  return said ?? "an unnamed source";
}
