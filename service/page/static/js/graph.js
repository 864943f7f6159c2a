// A small directed graph: from the countries that speakers stand for to those that they speak of.

import { svg } from "./dom.js";
import { code, count, signed, SIGNS, TONE_WORDS } from "./words.js";

const WIDTH = 560;
const ROOM = 24; // above and below the ring
const LOOP = 74;
const MOST = 10; // more nodes than these on a ring are a tangle
const PILL = { height: 26, letter: 7.2, capital: 9.2, pad: 20 };

/** Return nodes and edges as plain data: relations summed up by the speakers' countries. */
export function graphOf(view) {
  const edges = new Map();
  for (const { country, target, score, statements } of view.relations) {
    if (country === null) continue;
    const key = `${country} ${target}`;
    const edge = edges.get(key) ?? { country, target, total: 0, count: 0 };
    edge.total += score * statements.length;
    edge.count += statements.length;
    edges.set(key, edge);
  }
  const weight = new Map();
  for (const edge of edges.values()) {
    for (const id of [edge.country, edge.target]) weight.set(id, (weight.get(id) ?? 0) + edge.count);
  }
  const ids = [...weight.keys()].sort((one, other) => weight.get(other) - weight.get(one));
  const kept = new Set(ids.slice(0, MOST));
  return {
    nodes: [...kept].map((id) => ({ id, name: view.countryName(id) })),
    edges: [...edges.values()]
      .filter((edge) => kept.has(edge.country) && kept.has(edge.target))
      .map(({ country, target, total, count: number }) => ({ country, target, count: number, ...judged(total / number) })),
    left: ids.length - kept.size,
  };
}

/** Show the graph in its drawing. */
export function showGraph(drawing, graph, onPick) {
  drawing.replaceChildren();
  if (graph.nodes.length === 0) return;
  const high = Math.max(graph.nodes.length < 3 ? 0 : 90, graph.nodes.length * 16);
  const places = placed(graph.nodes, high);
  const ends = [...places.values()].flatMap(({ id, y, out }) => [y, loops(graph, id) ? y + out * (LOOP - 12) : y]);
  const top = Math.min(...ends) - ROOM;
  drawing.setAttribute("viewBox", `0 ${top} ${WIDTH} ${Math.max(...ends) + ROOM - top}`);
  drawing.append(
    svg("defs", {}, ["critical", "neutral", "cooperative"].map(arrow)),
    ...graph.edges.map((edge) => drawEdge(edge, places, onPick)),
    ...[...places.values()].map(drawNode),
  );
}

const loops = (graph, id) => graph.edges.some((edge) => edge.country === id && edge.target === id);

function judged(score) {
  return { score, label: Math.abs(score) < 0.2 ? "neutral" : score > 0 ? "cooperative" : "critical" };
}

/** Put the nodes on a ring, so high that no two of them overlap. */
function placed(nodes, high) {
  const places = new Map();
  const wide = WIDTH / 2 - 84;
  for (const [at, node] of nodes.entries()) {
    const turn = nodes.length === 2 ? Math.PI * (1 - at) : (2 * Math.PI * at) / nodes.length - Math.PI / 2;
    const text = node.name.length > 16 ? code(node.id) : node.name;
    places.set(node.id, {
      ...node,
      text,
      x: WIDTH / 2 + (nodes.length === 1 ? 0 : wide * Math.cos(turn)),
      y: nodes.length === 1 ? 0 : high * Math.sin(turn),
      out: nodes.length === 1 || Math.sin(turn) <= 0.01 ? -1 : 1, // where a loop has room: away from the middle
      width: text.length * (text === text.toUpperCase() ? PILL.capital : PILL.letter) + PILL.pad,
    });
  }
  return places;
}

function drawNode(node) {
  return svg(
    "g",
    { class: "node", transform: `translate(${node.x} ${node.y})` },
    svg("title", {}, node.name),
    svg("rect", { x: -node.width / 2, y: -PILL.height / 2, width: node.width, height: PILL.height, rx: PILL.height / 2 }),
    svg("text", { "text-anchor": "middle", dy: "0.35em" }, node.text),
  );
}

function drawEdge(edge, places, onPick) {
  const from = places.get(edge.country);
  const to = places.get(edge.target);
  const { path, middle } = from === to ? loop(from) : curve(from, to);
  const pick = () => onPick({ country: edge.country, target: edge.target });
  const toward = from === to ? "itself" : to.name;
  return svg(
    "g",
    {
      class: `edge t-${edge.label}`,
      role: "button",
      tabindex: "0",
      "aria-label": `${from.name} toward ${toward}: ${TONE_WORDS[edge.label]}, ${signed(edge.score)}, ${count(edge.count, "statement")}`,
      on: {
        click: pick,
        keydown: (event) => {
          if (event.key !== "Enter" && event.key !== " ") return;
          event.preventDefault();
          pick();
        },
      },
    },
    svg("title", {}, `${from.name} toward ${toward}: ${TONE_WORDS[edge.label]} ${signed(edge.score)}, ${edge.count}×`),
    svg("path", { class: "reach", d: path }),
    svg("path", { class: "line", d: path, "stroke-width": 1.5 + Math.min(3, edge.count * 0.5), "marker-end": `url(#arrow-${edge.label})` }),
    svg("circle", { cx: middle[0], cy: middle[1], r: 10 }),
    svg("text", { x: middle[0], y: middle[1], "text-anchor": "middle", dy: "0.35em" }, SIGNS[edge.label]),
  );
}

function arrow(label) {
  return svg(
    "marker",
    { id: `arrow-${label}`, class: `t-${label}`, viewBox: "0 0 10 10", refX: 9, refY: 5, markerWidth: 11, markerHeight: 11, markerUnits: "userSpaceOnUse", orient: "auto" },
    svg("path", { d: "M0 0.5 L10 5 L0 9.5 z" }),
  );
}

/** A curve from pill to pill that leaves room for the one that comes back. */
function curve(from, to) {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const bend = [(from.x + to.x) / 2 - dy * 0.16, (from.y + to.y) / 2 + dx * 0.16];
  const [start, end] = [border(from, bend, 2), border(to, bend, 4)];
  // The sign stands nearer the arrow's head: halfway, those of crossing arrows would cover each other.
  const at = (axis) => 0.16 * start[axis] + 0.48 * bend[axis] + 0.36 * end[axis];
  return { path: `M${start} Q${bend} ${end}`, middle: [at(0), at(1)] };
}

function loop(node) {
  const [y, tip] = [node.y + (node.out * PILL.height) / 2, node.y + node.out * LOOP];
  return {
    path: `M${node.x - 14},${y} C${node.x - 44},${tip} ${node.x + 44},${tip} ${node.x + 14},${y + node.out * 4}`,
    middle: [node.x, node.y + node.out * 58],
  };
}

/** Where the line from a node's middle to `toward` leaves its pill, and `gap` further. */
function border(node, toward, gap) {
  const [dx, dy] = [toward[0] - node.x, toward[1] - node.y];
  const scale = Math.min((node.width / 2 + gap) / Math.abs(dx || 1e-9), (PILL.height / 2 + gap) / Math.abs(dy || 1e-9));
  return [node.x + dx * scale, node.y + dy * scale];
}
