// What is known of one statement, beside its words: who, by which rule, how sure, what tones, on what evidence.

import { el, quoted } from "./dom.js";
import { certaintyOf, labelOf, speakerName } from "./view.js";
import * as words from "./words.js";

const GAP = 8;
const LEAST = 200;

/** Fill the card with a statement. */
export function fillCard(card, statement, view, outer) {
  const blank = el("p", { class: "quiet" }, "Speaks of no country or bloc.");
  const tones = statement.tones.length > 0 ? statement.tones.map(toneBlock) : [blank];
  card.replaceChildren(...[heading(statement, view), ...tones, footing(statement, outer)].filter(Boolean));
  card.querySelectorAll("[data-share]").forEach((bar) => {
    bar.style.flexGrow = bar.dataset.share;
  });
  card.scrollTop = 0;
}

/** Put the card under the mark, or over it where there is more room; both in the page's own coordinates. */
export function placeCard(card, mark) {
  if (getComputedStyle(card).position === "fixed") return; // a narrow page has it at its foot
  card.style.maxHeight = "";
  const line = mark.getClientRects()[0];
  const all = mark.getBoundingClientRect();
  const below = innerHeight - all.bottom - GAP * 2;
  const above = line.top - GAP * 2;
  const under = below >= card.offsetHeight || below >= above;
  card.style.maxHeight = `${Math.max(LEAST, under ? below : above)}px`;
  const top = under ? all.bottom + GAP : line.top - GAP - card.offsetHeight;
  const left = Math.min(Math.max(GAP, line.left), document.documentElement.clientWidth - card.offsetWidth - GAP);
  card.style.top = `${top + scrollY}px`;
  card.style.left = `${left + scrollX}px`;
}

function heading(statement, view) {
  const who = statement.who;
  const name = speakerName(who, view);
  const facts = who && [
    who.name !== null && who.role !== null && quoted(who.role),
    who.country !== null && view.countryName(who.country),
    who.type !== "person" && words.TYPES[who.type],
  ];
  return el(
    "header",
    {},
    el("span", { class: "number" }, String(statement.id)),
    el("strong", {}, name === null ? "It can’t be told who speaks" : quoted(name)),
    facts?.some(Boolean) && el("p", { class: "facts" }, joined(facts)),
    statement.speaker !== null && el("p", { class: "quiet" }, rule(statement)),
    el("p", { class: "quiet" }, `${words.KINDS[statement.kind]}; ${words.percent(statement.confidence)} sure that it is a statement`),
  );
}

const rule = (statement) =>
  `Speaker told by: ${words.ruleWords(statement.resolved_by)}; ${words.percent(statement.speaker_confidence)} sure`;

function toneBlock(tone) {
  const label = labelOf(tone);
  const strength = words.STRENGTHS[tone.strength];
  return el(
    "section",
    { class: "tone" },
    el(
      "p",
      { class: "tone-line" },
      el("span", { class: `sign t-${label}` }, words.SIGNS[label]),
      el("span", {}, el("b", {}, [strength, words.TONE_WORDS[label]].filter(Boolean).join(", ")), ` toward ${tone.name}`),
      el("span", { class: "score" }, words.signed(tone.score)),
    ),
    tone.abstained !== null &&
      el("p", { class: "quiet" }, `No opinion: ${words.ABSTAINED[tone.abstained] ?? tone.abstained}.`),
    shares(tone.probabilities),
    el(
      "p",
      { class: "quiet" },
      "Named ",
      words.viaWords(tone.mention.via),
      ": ",
      quoted(`“${words.short(tone.mention.text, 80)}”`),
      tone.aspect !== null && [". About: ", quoted(`“${words.short(tone.aspect.text, 80)}”`)],
    ),
    tone.evidence.length > 0 &&
      el(
        "p",
        { class: "evidence" },
        "Evidence: ",
        tone.evidence.map((part, at) => [at > 0 && " ", quoted(words.short(part.text, 120), { class: "ev-word" })]).flat(),
      ),
  );
}

function shares(probabilities) {
  return el(
    "ul",
    { class: "shares", "aria-label": "Probabilities" },
    words.LABELS.map((label) =>
      el(
        "li",
        { class: `t-${label}`, data: { share: Math.max(probabilities[label], 0.001) }, title: words.TONE_WORDS[label] },
        el("span", {}, `${words.SIGNS[label]} ${words.percent(probabilities[label])}`),
        el("span", { class: "unseen" }, ` ${words.TONE_WORDS[label]}`),
      ),
    ),
  );
}

function footing(statement, outer) {
  const inside = outer === null ? null : `Stands inside statement ${outer}. `;
  const sure = statement.tones.length > 0 ? `Surest tone: ${words.percent(Math.max(...statement.tones.map(certaintyOf)))}.` : null;
  return inside || sure ? el("footer", { class: "quiet" }, inside, sure) : null;
}

function joined(parts) {
  return parts.filter(Boolean).flatMap((part, at) => (at === 0 ? [part] : [" · ", part]));
}
