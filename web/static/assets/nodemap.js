// Eight nodes or a thousand at a glance: one canvas of tiles. Where there is room, a tile tells its node's name and has a
// cell for every GPU; else it is one cell. State is told by shape as well as by colour: hollow is unknown, crossed is dead.
import { h, render } from "./dom.js";
import { degrees, percent, power } from "./format.js";
import { t } from "./i18n.js";
import { condition, MEASURES, memory, temperature, utilisation, watts } from "./node.js";
import { ink } from "./prefs.js";
import { go, state } from "./state.js";

const STEPS = 10;
const EDGE = 2; // room for the outline of a tile at the border
const HEIGHT = 360; // to be filled by small tiles
const FEW = 60; // nodes that are shown as large tiles
const LARGE = { width: 148, height: 84, gap: 10 };
const CONDITIONS = { training: "var(--accent)", running: "var(--good)", online: "var(--good)", idle: "var(--cold)" };

export class NodeMap {
  #page;
  #nodes = [];
  #found = new Set();
  #store;
  #at = -1; // the tile in question
  #width = 0;
  #seen = ""; // what the picture was made of
  #grid = { columns: 1, width: 1, height: 1, gap: 1 };
  #canvas = document.createElement("canvas");
  #field = document.createElement("div");
  root = document.createElement("div");

  constructor(page) {
    this.#page = page;
    const field = this.#field;
    Object.assign(field, { className: "field-of-tiles", tabIndex: 0 });
    field.setAttribute("role", "application");
    field.append(this.#canvas);
    field.onpointermove = (event) => this.#ask(this.#pick(event));
    field.onpointerleave = field.onblur = () => this.#ask(-1);
    field.onclick = (event) => this.#open(this.#pick(event));
    field.onkeydown = (event) => this.#key(event);
    new ResizeObserver(([entry]) => {
      this.#width = Math.floor(entry.contentRect.width);
      page.plan();
    }).observe(field);
  }

  /** Draws all nodes, those not found and those not marked pale. */
  draw(nodes, found, store) {
    const marked = store.tasks.get(this.#page.marked)?.nodes_involved;
    this.#nodes = nodes;
    this.#store = store;
    this.#found = new Set(found.map((node) => node.id).filter((id) => !marked || marked.includes(id)));
    this.#field.setAttribute("aria-label", t("mapLabel", { n: nodes.length }));
    const seen = [store.time, nodes.length, this.#found.size, this.#at, this.#width, state.colour, state.find, this.#page.marked, ink("var(--ink)"), t("nodes")].join();
    if (this.#width && nodes.length && (seen !== this.#seen || store !== this.#page.live)) this.#paint();
    this.#seen = seen;
    const node = nodes[this.#at];
    render(this.root, h(this.#field), legend(), h("p", { class: "tip", "aria-live": "polite", "data-tint": store.tints.get(node?.task_id) },
      node ? this.#tell(node) : t("mapHint")));
  }

  #tell(node) {
    const figures = [`${t("use")} ${percent(utilisation(node))}`, `${t("memory")} ${percent(memory(node))}`];
    if (node.gpus) figures.push(degrees(temperature(node)), power(watts(node)));
    return [h("strong", { class: "mono" }, node.id), ` ${node.ip} · ${t(`role.${node.role}`)} · ${t(`node.${condition(node)}`)} · ${figures.join(" · ")}`,
      node.task_id && h("span", {}, " · ", h("span", { class: "tint" }), node.task_id)];
  }

  #pick({ offsetX, offsetY }) {
    const { columns, width, height, gap } = this.#grid;
    const column = Math.floor((offsetX - EDGE) / (width + gap));
    const index = Math.floor((offsetY - EDGE) / (height + gap)) * columns + column;
    return column >= 0 && column < columns && this.#nodes[index] ? index : -1;
  }

  #ask(index) {
    if (index === this.#at) return;
    this.#at = index;
    this.#page.plan();
  }

  #open(index) {
    if (this.#nodes[index]) go({ node: this.#nodes[index].id }, true);
  }

  #key(event) {
    const { columns } = this.#grid;
    const last = this.#nodes.length - 1;
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns, Home: -last, End: last };
    if (event.key in steps) this.#ask(this.#at < 0 ? 0 : Math.max(0, Math.min(last, this.#at + steps[event.key])));
    else if (event.key === "Enter") this.#open(this.#at);
    else return;
    event.preventDefault();
  }

  #fit() {
    const count = this.#nodes.length;
    const room = this.#width - 2 * EDGE;
    if (count > FEW) {
      const gap = 3;
      const size = Math.max(9, Math.min(40, Math.floor(Math.sqrt((room * HEIGHT) / count)) - gap));
      const columns = Math.max(1, Math.floor((room + gap) / (size + gap)));
      return { columns, width: (room + gap) / columns - gap, height: size, gap };
    }
    const { width, height, gap } = LARGE;
    const most = Math.max(1, Math.floor((room + gap) / (width + gap)));
    const columns = Math.ceil(count / Math.ceil(count / most)); // as even as it goes
    return { columns, width: (room + gap) / columns - gap, height, gap };
  }

  #paint() {
    const { columns, width, height, gap } = (this.#grid = this.#fit());
    const ratio = devicePixelRatio || 1;
    const canvas = this.#canvas;
    const tall = Math.ceil(this.#nodes.length / columns) * (height + gap) - gap + 2 * EDGE;
    const [w, wanted] = [Math.round(this.#width * ratio), Math.round(tall * ratio)];
    if (canvas.width !== w || canvas.height !== wanted) Object.assign(canvas, { width: w, height: wanted });
    Object.assign(canvas.style, { width: `${this.#width}px`, height: `${tall}px` });
    const pen = canvas.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, this.#width, tall);
    const font = getComputedStyle(this.#field).fontFamily;
    this.#nodes.forEach((node, i) => {
      const box = [EDGE + (i % columns) * (width + gap), EDGE + Math.floor(i / columns) * (height + gap), width, height];
      pen.globalAlpha = this.#found.has(node.id) ? 1 : 0.25;
      if (height === LARGE.height) card(pen, node, box, font, this.#store.tints.get(node.task_id));
      else cell(pen, node, valueOf(node), box);
      if (i === this.#at) outline(pen, box, "var(--ink)", 2);
    });
  }
}

const measure = () => MEASURES[state.colour];
const valueOf = (node) => measure()?.of(node);

// A colour per step: the ramp is CSS's own mixture, so that the legend's gradient is the same.
function colourOf(node, value) {
  if (!measure()) return ink(CONDITIONS[condition(node)] ?? "var(--cold)");
  const [low, high] = measure().range;
  const step = Math.round(STEPS * Math.max(0, Math.min(1, (value - low) / (high - low))));
  return Number.isFinite(value) ? ink(`color-mix(in oklab, var(--${state.colour}) ${(100 * step) / STEPS}%, var(--cold))`) : ink("var(--sunken)");
}

function outline(pen, [x, y, width, height], colour, line, radius = 3) {
  Object.assign(pen, { strokeStyle: ink(colour), lineWidth: line });
  pen.beginPath();
  pen.roundRect(x + line / 2, y + line / 2, width - line, height - line, radius);
  pen.stroke();
}

function cell(pen, node, value, box) {
  const [x, y, width, height] = box;
  if (node.state !== "ALIVE") {
    outline(pen, box, node.state === "DEAD" ? "var(--bad)" : "var(--warn)", 1.5);
    if (node.state !== "DEAD") return;
    const [inset, side] = [3, Math.min(width, height) - 6];
    pen.beginPath();
    for (const turn of [0, 1]) {
      pen.moveTo(x + (width - side) / 2 + turn * side, y + inset);
      pen.lineTo(x + (width - side) / 2 + (1 - turn) * side, y + height - inset);
    }
    pen.stroke();
    return;
  }
  pen.fillStyle = colourOf(node, value);
  pen.beginPath();
  pen.roundRect(x, y, width, height, 2);
  pen.fill();
}

function card(pen, node, box, font, tint) {
  const [x, y, width, height] = box;
  const alive = node.state === "ALIVE";
  pen.fillStyle = ink("var(--surface)");
  pen.beginPath();
  pen.roundRect(...box, 8);
  pen.fill();
  outline(pen, box, alive ? "var(--line)" : node.state === "DEAD" ? "var(--bad)" : "var(--warn)", 1, 8);
  const text = (words, at, line, style, colour, align, room) => {
    Object.assign(pen, { font: `${style} ${font}`, fillStyle: ink(colour), textAlign: align });
    pen.fillText(words, at, y + line, room);
  };
  const value = alive ? (measure()?.text(valueOf(node)) ?? "") : "";
  text(node.id, x + 12, 22, "600 13px", "var(--ink)", "left", width - 72);
  text(value, x + width - 12, 22, "600 13px", "var(--ink)", "right", 54);
  text(`${t(`node.${condition(node)}`)} · ${t(`role.${node.role}`)}`, x + 12, 40, "12px", alive ? "var(--muted)" : "var(--bad)", "left", width - 24);
  const gpus = node.gpus ?? [node];
  const wide = (width - 24 + 3) / gpus.length;
  gpus.forEach((gpu, i) => {
    const own = node.gpus ? measure()?.ofGPU(gpu) : valueOf(node);
    cell(pen, node, own, [x + 12 + i * wide, y + 50, wide - 3, 22]);
  });
  if (tint === undefined || !alive) return;
  pen.fillStyle = ink(`var(--tint-${tint})`);
  pen.fillRect(x + 12, y + height - 8, width - 24, 2);
}

function legend() {
  const dead = ["UNKNOWN", "DEAD"].map((name) => h("span", { class: "key" }, h("span", { class: "swatch", "data-state": name }), t(`node.${name}`)));
  if (!measure()) {
    return h("p", { class: "legend" }, ["training", "online", "idle"].map((name) => h("span", { class: "key" },
      h("span", { class: "swatch", "data-is": name }), t(`node.${name}`))), dead);
  }
  const [low, high] = measure().range.map((end) => measure().text(end));
  return h("p", { class: "legend" }, h("span", { class: "key" }, t(state.colour), " ", low, h("span", { class: "ramp", "data-is": state.colour }), high), dead);
}
