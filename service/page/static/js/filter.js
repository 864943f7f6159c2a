// Which statements are shown, by which of their tones, and in what order.

import { certaintyOf, labelOf, overall, speakerName } from "./view.js";

export const ALL = Object.freeze({ speaker: "", country: "", target: "", tone: "", certainty: 0 });
export const NOBODY = "?"; // the filter's value for statements whose speaker can't be told

export const isAll = (filter) => Object.keys(ALL).every((key) => filter[key] === ALL[key]);

/** The tones of a statement that the filter lets through. */
export function tonesIn(statement, filter) {
  return statement.tones.filter(
    (tone) =>
      (filter.target === "" || tone.target === filter.target) &&
      (filter.tone === "" || labelOf(tone) === filter.tone) &&
      certaintyOf(tone) >= filter.certainty,
  );
}

/** Whether the filter lets the statement through. */
export function lets(filter, statement) {
  if (filter.speaker !== "" && (statement.speaker ?? NOBODY) !== filter.speaker) return false;
  if (filter.country !== "" && (statement.who?.country ?? NOBODY) !== filter.country) return false;
  const ofTones = filter.target !== "" || filter.tone !== "" || filter.certainty > 0;
  return !ofTones || tonesIn(statement, filter).length > 0;
}

/** The tone that a statement has in the light of the filter: toward one target, or toward all. */
export const toneUnder = (filter, statement) => overall(tonesIn(statement, filter));

const ORDERS = {
  place: () => 0,
  speaker: (one, other) =>
    (speakerName(one.who) ?? "\uffff").localeCompare(speakerName(other.who) ?? "\uffff", "en"),
  critical: (one, other, filter) => lowest(one, filter) - lowest(other, filter),
  cooperative: (one, other, filter) => highest(other, filter) - highest(one, filter),
  certainty: (one, other, filter) => surest(other, filter) - surest(one, filter),
};

/** Return the statements that the filter lets through, in an order of `ORDERS`. */
export function choose(statements, filter, order) {
  const shown = statements.filter((statement) => lets(filter, statement));
  return shown.sort((one, other) => ORDERS[order](one, other, filter) || one.id - other.id);
}

const scores = (statement, filter) => tonesIn(statement, filter).map((tone) => tone.score);
const lowest = (statement, filter) => Math.min(2, ...scores(statement, filter));
const highest = (statement, filter) => Math.max(-2, ...scores(statement, filter));
const surest = (statement, filter) => Math.max(-1, ...tonesIn(statement, filter).map(certaintyOf));
