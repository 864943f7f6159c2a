// Elements without markup: whatever an article holds becomes a text node or an attribute, never HTML.

const SVG = "http://www.w3.org/2000/svg";

/** Return a new element. `props`: `class`, `on` (listeners), `data` (data-*), everything else an attribute. */
export function el(name, props = {}, ...children) {
  return fill(document.createElement(name), props, children);
}

/** Return a new SVG element. */
export function svg(name, props = {}, ...children) {
  return fill(document.createElementNS(SVG, name), props, children);
}

/** Return article text that can't turn the text around it, whatever direction marks it holds. */
export function quoted(text, props = {}) {
  return el("bdi", props, text);
}

export function byId(id) {
  return document.getElementById(id);
}

function fill(node, props, children) {
  for (const [key, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "on") for (const [type, listener] of Object.entries(value)) node.addEventListener(type, listener);
    else if (key === "data") for (const [name, one] of Object.entries(value)) setData(node, name, one);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function setData(node, name, value) {
  if (value !== null && value !== undefined) node.setAttribute(`data-${name}`, value);
}
