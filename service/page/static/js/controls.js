// The filter's controls: what can be chosen is what the answer holds.

import { el } from "./dom.js";
import { ALL, NOBODY } from "./filter.js";
import { speakerName } from "./view.js";
import { short } from "./words.js";

/** Fill the controls from the answer, with nothing chosen. */
export function fillControls(form, view) {
  const speakers = [...view.speakers.values()].map((one) => [one.id, short(speakerName(one, view), 60)]);
  const countries = [...new Set([...view.speakers.values()].map((one) => one.country).filter((id) => id !== null))];
  const targets = new Map(view.statements.flatMap((one) => one.tones.map((tone) => [tone.target, tone.name])));
  const nobody = view.statements.some((one) => one.speaker === null);
  const stateless = view.statements.some((one) => (one.who?.country ?? null) === null);
  offer(form.elements.speaker, "Every speaker", [...byName(speakers), ...(nobody ? [[NOBODY, "Speaker unknown"]] : [])]);
  offer(form.elements.country, "Every country", [
    ...byName(countries.map((id) => [id, view.countryName(id)])),
    ...(stateless ? [[NOBODY, "Country unknown"]] : []),
  ]);
  offer(form.elements.target, "Every target", byName([...targets]));
  setControls(form, ALL);
  form.elements.order.value = "place";
}

/** Return the filter that the controls show. */
export function readControls(form) {
  const { speaker, country, target, tone, certainty } = form.elements;
  return {
    speaker: speaker.value,
    country: country.value,
    target: target.value,
    tone: tone.value,
    certainty: Number(certainty.value),
  };
}

/** Let the controls show a filter. */
export function setControls(form, filter) {
  for (const [name, value] of Object.entries(filter)) form.elements[name].value = String(value);
}

const byName = (options) => options.sort((one, other) => one[1].localeCompare(other[1], "en"));

function offer(select, all, options) {
  select.replaceChildren(el("option", { value: "" }, all), ...options.map(([id, name]) => el("option", { value: id }, name)));
}
