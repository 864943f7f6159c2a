// What things are called on the page, in plain words. Signs stand beside every colour.

export const LABELS = ["critical", "neutral", "cooperative"];
export const SIGNS = {
  critical: "−",
  neutral: "=",
  cooperative: "+",
  both: "±",
  abstained: "?",
  none: "",
};
export const TONE_WORDS = {
  critical: "critical",
  neutral: "neutral",
  cooperative: "cooperative",
  both: "critical and cooperative",
  abstained: "undecided",
  none: "no country or bloc",
};
export const STRENGTHS = ["", "mild", "strong"];
export const ABSTAINED = {
  low_confidence: "too uncertain to tell",
  mixed: "points both ways",
};
export const KINDS = { direct: "Quoted", indirect: "Reported", mixed: "Partly quoted" };
export const TYPES = {
  person: "person",
  organization: "organisation",
  office: "office",
  group: "group",
  document: "document",
  unnamed: "unnamed source",
};
const RULES = {
  name: "their name",
  pronoun: "a pronoun",
  role: "their role",
  continuation: "the statement goes on from the one before",
  organization: "an organisation’s name",
  apposition: "a name beside their role",
  group: "the name of a group",
  office: "the name of an office",
  document: "the name of a document",
  unnamed: "words that give no name",
};
const VIAS = {
  name: "by name",
  adjective: "by an adjective",
  capital: "by a capital",
  institution: "by an institution",
  leader: "by a leader",
  alias: "by another name",
  implicit: "without its name",
};

export const ruleWords = (rule) => RULES[rule] ?? (rule ?? "").replaceAll("_", " ");
export const viaWords = (via) => VIAS[via] ?? via;

const regions = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });

/** The English name of a country whose id the answer does not name itself. */
export function regionName(id) {
  if (!/^[A-Z]{2}$/.test(id)) return id;
  return regions.of(id) ?? id;
}

export const percent = (share) => `${Math.round(share * 100)}\u00a0%`;

/** A country's or bloc's id as it is shown. */
export const code = (id) => id.replaceAll("_", " ");

/** A score with its sign, as in +0.82 and −0.30. */
export function signed(score) {
  const text = Math.abs(score).toFixed(2);
  if (Number(text) === 0) return "0.00";
  return (score < 0 ? "−" : "+") + text;
}

export const count = (number, one, many = `${one}s`) => `${number.toLocaleString("en")} ${number === 1 ? one : many}`;

export const seconds = (ms) => `${(ms / 1000).toFixed(ms < 9950 ? 1 : 0)} s`;

/** At most `length` characters of `text` on one line. */
export function short(text, length = 160) {
  const line = text.replace(/\s+/g, " ").trim();
  const points = Array.from(line.slice(0, length * 2 + 2));
  return points.length > length ? `${points.slice(0, length - 1).join("").trimEnd()}…` : line;
}
