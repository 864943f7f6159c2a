// Everything that is shown of one answer, and how its parts move one another.

import { roveArticle, showArticle } from "./article.js";
import { fillCard, placeCard } from "./card.js";
import { fillControls, readControls, setControls } from "./controls.js";
import { byId, el, quoted } from "./dom.js";
import { ALL, choose, isAll } from "./filter.js";
import { graphOf, showGraph } from "./graph.js";
import { showLeftOut } from "./leftout.js";
import { roveList, showList } from "./list.js";
import { matrixOf, roveMatrix, showMatrix } from "./matrix.js";
import { speakerName } from "./view.js";
import { code, count, seconds, short, SIGNS, TONE_WORDS } from "./words.js";

const LINGER = 150; // milliseconds in which the pointer can move from a mark to its card

/** The results part of the page. */
export class Results {
  #view = null;
  #parts = null;
  #shown = null; // the statement on the card
  #pinned = false;
  #leaving = 0;

  constructor() {
    this.root = byId("results");
    this.card = byId("card");
    this.controls = byId("controls");
    roveArticle(byId("article"));
    roveList(byId("list"));
    roveMatrix(byId("matrix"));
    this.controls.addEventListener("input", () => this.#refilter());
    this.controls.addEventListener("submit", (event) => event.preventDefault());
    byId("clear-filter").addEventListener("click", () => this.filterBy({}));
    this.card.addEventListener("pointerenter", () => clearTimeout(this.#leaving));
    this.card.addEventListener("pointerleave", () => this.#leave());
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#close();
    });
    document.addEventListener("pointerdown", (event) => {
      if (!event.target.closest("#card, #article, #list")) this.#close();
    });
    addEventListener("resize", () => this.#place());
    addEventListener("beforeprint", () => this.#parts?.list.showAll());
  }

  get view() {
    return this.#view;
  }

  get matrix() {
    return this.#parts?.matrix ?? null;
  }

  clear() {
    this.#close();
    this.root.hidden = true;
    this.#view = null;
    for (const id of ["article", "list", "matrix", "graph", "left-out", "in-short"]) byId(id).replaceChildren();
  }

  show(view, ms) {
    this.#view = view;
    const goTo = (id) => this.goTo(id);
    const matrix = matrixOf(view);
    const graph = graphOf(view);
    this.#parts = {
      matrix,
      article: showArticle(byId("article"), view, {
        onEnter: (id) => this.#enter(id),
        onLeave: () => this.#leave(),
        onPick: (id) => this.#pin(id),
      }),
      list: showList(byId("list"), view, goTo),
    };
    showMatrix(byId("matrix"), matrix, view, (wanted) => this.#pick(wanted));
    showGraph(byId("graph"), graph, (wanted) => this.#pick(wanted));
    byId("whom").hidden = matrix.columns.length === 0;
    byId("whom").classList.toggle("wide", matrix.columns.length > 5);
    byId("graph-part").hidden = graph.edges.length === 0;
    byId("graph-more").textContent = graph.left > 0 ? `${count(graph.left, "more country", "more countries")} in the matrix.` : "";
    showLeftOut(byId("left-out"), view, { goTo, goNear: (span) => this.#goNear(span) });
    byId("counts").textContent = counts(view, ms);
    byId("in-short").replaceChildren(...inShort(view));
    fillControls(this.controls, view);
    this.#refilter();
    this.root.hidden = false;
  }

  /** Show only what these settings let through; what is not named is let through. */
  filterBy(wanted) {
    setControls(this.controls, { ...ALL, ...wanted });
    this.#refilter();
  }

  /** Lead to a statement's place in the text. */
  goTo(id) {
    const place = this.#parts.article.placeOf(id);
    place.scrollIntoView({ block: "center", inline: "nearest" });
    place.focus({ preventScroll: true });
    this.#pin(id);
  }

  #goNear(span) {
    const paragraph = this.#parts.article.paragraphAt(span.start);
    paragraph.scrollIntoView({ block: "center" });
    for (const one of document.querySelectorAll(".shown")) one.classList.remove("shown");
    paragraph.classList.add("shown");
  }

  #pick(wanted) {
    this.filterBy(wanted);
    const heading = byId("statements-heading");
    byId("reading").scrollIntoView({ block: "start" });
    heading.focus({ preventScroll: true });
  }

  #refilter() {
    const filter = readControls(this.controls);
    const statements = choose(this.#view.statements, filter, this.controls.elements.order.value);
    this.#parts.article.paint(filter);
    this.#parts.list.show(statements);
    const all = this.#view.statements.length;
    byId("shown-count").textContent = isAll(filter) ? count(all, "statement") : `${statements.length} of ${count(all, "statement")}`;
    byId("clear-filter").hidden = isAll(filter);
    byId("no-rows").hidden = statements.length > 0;
  }

  #enter(id) {
    clearTimeout(this.#leaving);
    if (!id || (this.#pinned && this.#shown !== id && !document.activeElement?.closest("#article"))) return;
    if (id !== this.#shown) this.#pinned = false;
    this.#open(id);
  }

  #leave() {
    clearTimeout(this.#leaving);
    if (!this.#pinned) this.#leaving = setTimeout(() => this.#close(), LINGER);
  }

  #pin(id) {
    this.#open(id);
    this.#pinned = true;
  }

  #open(id) {
    if (id === this.#shown) return;
    this.#shown = id;
    const { article, list } = this.#parts;
    const place = article.placeOf(id);
    const outer = place.parentElement.closest("[data-statement-id]")?.dataset.statementId ?? null;
    fillCard(this.card, this.#view.byId.get(id), this.#view, outer);
    this.card.hidden = false;
    article.light(id);
    list.light(id);
    this.#place();
  }

  #place() {
    const place = this.#shown && this.#parts.article.placeOf(this.#shown);
    if (place) placeCard(this.card, place);
  }

  #close() {
    clearTimeout(this.#leaving);
    this.#pinned = false;
    if (this.#shown === null) return;
    this.#shown = null;
    this.card.hidden = true;
    this.#parts.article.light(null);
    this.#parts.list.light(null);
  }
}

function counts(view, ms) {
  const targets = new Set(view.statements.flatMap((one) => one.tones.map((tone) => tone.target)));
  return [
    count(view.statements.length, "statement"),
    count(view.speakers.size, "speaker"),
    count(targets.size, "country or bloc", "countries and blocs"),
    `read in ${seconds(ms)}`,
  ].join(" · ");
}

/** The plainest relations in a sentence each. */
function inShort(view) {
  if (view.statements.length === 0) return [el("li", {}, "No statement was found: nobody is reported to say anything.")];
  const strength = (relation) => Math.abs(relation.score) * Math.sqrt(relation.statements.length);
  return view.relations
    .filter((relation) => relation.label !== "neutral")
    .sort((one, other) => strength(other) - strength(one))
    .slice(0, 4)
    .map((relation) => {
      const who = view.speakers.get(relation.speaker);
      return el(
        "li",
        {},
        el("span", { class: `sign t-${relation.label}`, "aria-hidden": "true" }, SIGNS[relation.label]),
        el(
          "span",
          {},
          quoted(short(speakerName(who, view), 70), { class: "name" }),
          who.country !== null && [" ", el("span", { class: "code", title: view.countryName(who.country) }, code(who.country))],
          ` ${who.type === "group" ? "are" : "is"} ${TONE_WORDS[relation.label]} toward `,
          who.country === relation.target ? "their own country" : el("b", {}, view.countryName(relation.target)),
          ` in ${count(relation.statements.length, "statement")}`,
        ),
      );
    });
}
