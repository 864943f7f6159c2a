// What the answer does not account for, each where it stands.

import { el, quoted } from "./dom.js";
import { labelOf } from "./view.js";
import { ABSTAINED, code, count, short } from "./words.js";

const FEW = 100; // of one kind; a hostile article has thousands

/** Show the lists; `goTo` leads to a statement, `goNear` to an offset. */
export function showLeftOut(root, view, { goTo, goNear }) {
  const coverage = view.coverage;
  const unsure = view.statements.flatMap((statement) =>
    statement.tones.filter((tone) => labelOf(tone) === "abstained").map((tone) => ({ statement, tone })),
  );
  root.replaceChildren(
    block("Quotations that nobody is given for", coverage.unattributed_quotations, (span) =>
      jump(() => goNear(span), quoted(short(span.text))),
    ),
    block("Statements whose speaker can’t be told", coverage.unresolved_speakers, (one) => {
      const statement = view.byId.get(one.statement);
      const source = one.source === null ? "no source" : quoted(`“${short(one.source.text, 60)}”`);
      return jump(() => goTo(one.statement), number(one.statement), source, ": ", quoted(short(statement.text, 110)));
    }),
    block("Tones left undecided", unsure, ({ statement, tone }) =>
      jump(
        () => goTo(statement.id),
        number(statement.id),
        `toward ${tone.name}, ${ABSTAINED[tone.abstained] ?? tone.abstained}: `,
        quoted(short(statement.text, 110)),
      ),
    ),
    block("Countries and blocs named outside every statement", coverage.targets_outside_statements, (target) =>
      jump(
        () => goNear(target.mentions[0]),
        el("span", { class: "code" }, code(target.id)),
        `${view.countryName(target.id)}, ${count(target.mentions.length, "time")}`,
      ),
    ),
  );
}

const number = (id) => el("span", { class: "number" }, String(id));

function jump(go, ...content) {
  return el("li", {}, el("button", { type: "button", class: "jump", on: { click: go } }, ...content));
}

function block(title, items, make) {
  return el(
    "section",
    {},
    el("h3", {}, title, " ", el("span", { class: "count" }, items.length.toLocaleString("en"))),
    items.length === 0 && el("p", { class: "quiet" }, "None."),
    items.length > 0 && el("ul", {}, items.slice(0, FEW).map(make)),
    items.length > FEW && el("p", { class: "quiet" }, `And ${(items.length - FEW).toLocaleString("en")} more, in the JSON.`),
  );
}
