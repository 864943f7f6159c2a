// The service counts code points, JavaScript UTF-16 units: an answer is converted once, as it arrives.

/** Return a function from an offset in code points to the offset in UTF-16 units of `text`. */
export function unitsOf(text) {
  const wide = placesOfWide(text);
  if (wide.length === 0) return (offset) => offset;
  return (offset) => offset + countBelow(wide, offset);
}

/** Return a copy of `value` in which every span's `start` and `end` count UTF-16 units of `text`. */
export function inUnits(value, text) {
  return convert(value, unitsOf(text));
}

/** The code-point offsets of all characters that take two units. */
function placesOfWide(text) {
  const wide = [];
  let points = 0;
  for (let unit = 0; unit < text.length; unit += 1, points += 1) {
    if (text.codePointAt(unit) > 0xffff) {
      wide.push(points);
      unit += 1;
    }
  }
  return wide;
}

/** How many of the ascending `numbers` are less than `limit`. */
function countBelow(numbers, limit) {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (numbers[middle] < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

function convert(value, units) {
  if (Array.isArray(value)) return value.map((one) => convert(one, units));
  if (value === null || typeof value !== "object") return value;
  const out = {};
  for (const [key, one] of Object.entries(value)) {
    out[key] = (key === "start" || key === "end") && typeof one === "number" ? units(one) : convert(one, units);
  }
  return out;
}
