// One tab stop for many things: the arrow keys move among them.

/** Let arrow keys, Home and End move the focus among the elements of `root` that `selector` finds. */
export function rove(root, selector, { columns = null } = {}) {
  root.addEventListener("focusin", (event) => {
    const item = event.target.closest(selector);
    if (item) makeStop(root, selector, item);
  });
  root.addEventListener("keydown", (event) => {
    const item = event.target.closest(selector);
    if (!item || event.altKey || event.ctrlKey || event.metaKey) return;
    const next = nextOf([...root.querySelectorAll(selector)], item, event.key, columns);
    if (next === null) return;
    event.preventDefault();
    if (next) next.focus();
  });
}

/** Make `item`, or the first one, the place where the tab key enters. */
export function makeStop(root, selector, item = root.querySelector(selector)) {
  for (const one of root.querySelectorAll(`${selector}[tabindex="0"]`)) if (one !== item) one.tabIndex = -1;
  if (item) item.tabIndex = 0;
}

/** The element that a key leads to: undefined at the end, null for a key that moves nothing. */
function nextOf(items, item, key, columns) {
  const at = items.indexOf(item);
  if (key === "Home") return items[0];
  if (key === "End") return items.at(-1);
  if (columns !== null && (key === "ArrowDown" || key === "ArrowUp")) return columns(item, key === "ArrowDown");
  if (key === "ArrowRight" || key === "ArrowDown") return items[at + 1];
  if (key === "ArrowLeft" || key === "ArrowUp") return items[at - 1];
  return null;
}
