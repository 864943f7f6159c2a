// The time that an analysis takes, beside what it may take: from the article's length and the speed of late.

import { seconds } from "./words.js";

const FIRST_GUESS = 3; // characters in a millisecond, until an article has been timed
const BASE = 150; // milliseconds that every request takes
const KEPT = 5;

/** Remembers how fast the last few articles went. */
export class Speed {
  #rates = [];

  /** An article of so many characters took so long. */
  note(characters, ms) {
    this.#rates.push(characters / Math.max(1, ms - BASE));
    this.#rates = this.#rates.slice(-KEPT);
  }

  get measured() {
    return this.#rates.length > 0;
  }

  /** How long an article of so many characters may take, in milliseconds. */
  expect(characters) {
    const sorted = [...this.#rates].sort((one, other) => one - other);
    return BASE + characters / (sorted[sorted.length >> 1] ?? FIRST_GUESS);
  }
}

/** Tell in `node` how the wait goes, ten times a second; returns a function that stops it and tells how long it was. */
export function tellWait(node, characters, speed) {
  const start = performance.now();
  const expected = speed.expect(characters);
  const guess = speed.measured ? "by the speed of late" : "a first guess";
  const tell = () => {
    const ms = performance.now() - start;
    const late = ms > expected * 1.5 + 1000 ? ", longer than expected" : "";
    node.textContent = `${seconds(ms)} of about ${seconds(expected)} (${guess})${late}`;
  };
  tell();
  const timer = setInterval(tell, 100);
  return () => {
    clearInterval(timer);
    return performance.now() - start;
  };
}
