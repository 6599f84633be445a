// A thousand nodes at a glance: one canvas of tiles, and the card of the node in question beside it.
import { h, setText } from "./dom.js";
import { percent } from "./format.js";
import { t } from "./i18n.js";
import { nodeCard } from "./nodecard.js";
import { utilisation } from "./store.js";

const STEPS = 8;
const GAP = 3;
const EDGE = 2; // room for the outline of a tile at the border
const DIMMED = 0.3;
const MAP_HEIGHT = 380;
const SMALLEST = 9;
const LARGEST = 40;

export class NodeMap {
  #ui;
  #plan;
  #nodes = [];
  #marked = new Set();
  #hovered = -1;
  #cursor = -1;
  #width = 0;
  #grid = { size: SMALLEST, columns: 1 };
  #canvas = h("canvas", { "aria-hidden": "true" });
  #spoken = h("p", { class: "hidden-text", "aria-live": "polite" });
  #hint = h("p", { class: "muted" });
  #card = nodeCard();
  #swatches;
  #field;

  constructor(ui, plan) {
    this.#ui = ui;
    this.#plan = plan;
    this.#field = h("div", { class: "map-field", tabindex: "0", role: "application" }, this.#canvas);
    const detail = h("div", { class: "map-detail" }, this.#card.root, this.#hint);
    this.root = h("div", { class: "map" }, h("div", { class: "map-side" }, this.#field, this.#legend()), detail, this.#spoken);
    this.#listen();
  }

  draw(nodes, store, marked) {
    this.#nodes = nodes;
    this.#marked = marked;
    this.#field.setAttribute("aria-label", t("mapLabel", { n: nodes.length }));
    this.#paint();
    this.#drawDetail(store);
  }

  #legend() {
    const ramp = Array.from({ length: STEPS }, (_, i) => h("span", { class: "swatch", "data-step": i }));
    const states = ["UNKNOWN", "DEAD"].map((state) => h("span", { class: "swatch", "data-state": state }));
    this.#swatches = { ramp, states };
    const labels = states.map((swatch) => h("span", { class: "key" }, swatch, swatch.dataset.state));
    const scale = h("span", { class: "key" }, t("utilisation"), " 0%", h("span", { class: "ramp" }, ...ramp), "100%");
    return h("p", { class: "legend muted" }, scale, ...labels);
  }

  #listen() {
    const field = this.#field;
    field.addEventListener("pointermove", (event) => this.#hover(this.#pick(event)));
    field.addEventListener("pointerleave", () => this.#hover(-1));
    field.addEventListener("click", (event) => this.#keep(this.#pick(event)));
    field.addEventListener("keydown", (event) => this.#key(event));
    field.addEventListener("blur", () => this.#move(-1));
    new ResizeObserver(([entry]) => {
      this.#width = Math.floor(entry.contentRect.width);
      this.#plan();
    }).observe(field);
  }

  #pick({ offsetX, offsetY }) {
    const pitch = this.#grid.size + GAP;
    const column = Math.floor((offsetX - EDGE) / pitch);
    const index = Math.floor((offsetY - EDGE) / pitch) * this.#grid.columns + column;
    const inside = column >= 0 && column < this.#grid.columns && index >= 0 && index < this.#nodes.length;
    return inside ? index : -1;
  }

  #hover(index) {
    if (index === this.#hovered) return;
    this.#hovered = index;
    this.#plan();
  }

  #move(index) {
    this.#cursor = index;
    const node = this.#nodes[index];
    if (node) setText(this.#spoken, `${node.id}, ${node.state}, ${t("utilisation")} ${percent(utilisation(node))}`);
    this.#plan();
  }

  #keep(index) {
    const id = this.#nodes[index]?.id ?? "";
    this.#ui.keptNode = this.#ui.keptNode === id ? "" : id;
    this.#plan();
  }

  #key(event) {
    const { columns } = this.#grid;
    const last = this.#nodes.length - 1;
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns, Home: -last, End: last };
    if (Object.hasOwn(steps, event.key)) {
      const target = this.#cursor < 0 ? 0 : this.#cursor + steps[event.key];
      this.#move(Math.max(0, Math.min(last, target)));
    } else if (event.key === "Enter" || event.key === " ") this.#keep(this.#cursor);
    else if (event.key === "Escape") this.#keep(-1);
    else return;
    event.preventDefault();
  }

  // Custom properties come back from the style unresolved, colours do not: the legend is the palette.
  #palette() {
    const ramp = this.#swatches.ramp.map((swatch) => getComputedStyle(swatch).backgroundColor);
    const [UNKNOWN, DEAD] = this.#swatches.states.map((swatch) => getComputedStyle(swatch).color);
    return { ramp, UNKNOWN, DEAD, outline: getComputedStyle(this.#field).color };
  }

  #fit() {
    const ratio = devicePixelRatio || 1;
    const ideal = Math.floor(Math.sqrt((this.#width * MAP_HEIGHT) / this.#nodes.length)) - GAP;
    const size = Math.max(SMALLEST, Math.min(LARGEST, ideal));
    const columns = Math.max(1, Math.floor((this.#width + GAP - 2 * EDGE) / (size + GAP)));
    const height = Math.ceil(this.#nodes.length / columns) * (size + GAP) + EDGE;
    this.#grid = { size, columns };
    const [w, wanted] = [Math.round(this.#width * ratio), Math.round(height * ratio)];
    if (this.#canvas.width !== w || this.#canvas.height !== wanted) {
      Object.assign(this.#canvas, { width: w, height: wanted });
      Object.assign(this.#canvas.style, { width: `${this.#width}px`, height: `${height}px` });
    }
    const context = this.#canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.#width, height);
    return context;
  }

  #paint() {
    if (!this.#width || !this.#nodes.length) return;
    const context = this.#fit();
    const palette = this.#palette();
    // While a task's nodes are marked, all others step back.
    const isMarked = (node) => this.#marked.size === 0 || this.#marked.has(node.id);
    context.globalAlpha = DIMMED;
    if (this.#marked.size) this.#paintTiles(context, palette, (node) => !isMarked(node));
    context.globalAlpha = 1;
    this.#paintTiles(context, palette, isMarked);
    this.#outlineTiles(context, palette.outline);
  }

  // One path per colour: a thousand tiles cost a dozen fills.
  #paintTiles(context, palette, wanted) {
    const layers = new Map();
    this.#nodes.forEach((node, i) => {
      if (!wanted(node)) return;
      const key = node.state === "ALIVE" ? Math.min(STEPS - 1, Math.floor((utilisation(node) / 100) * STEPS)) : node.state;
      if (!layers.has(key)) layers.set(key, []);
      layers.get(key).push(i);
    });
    for (const [key, indices] of layers) {
      if (typeof key === "number") this.#fillTiles(context, indices, palette.ramp[key]);
      else this.#crossTiles(context, indices, palette[key] ?? palette.UNKNOWN, key === "DEAD");
    }
  }

  #place(i) {
    const pitch = this.#grid.size + GAP;
    return [EDGE + (i % this.#grid.columns) * pitch, EDGE + Math.floor(i / this.#grid.columns) * pitch];
  }

  #fillTiles(context, indices, colour) {
    const { size } = this.#grid;
    context.fillStyle = colour;
    context.beginPath();
    for (const i of indices) context.roundRect(...this.#place(i), size, size, 2);
    context.fill();
  }

  // State is told by shape as well as by colour: a hollow tile is unknown, a crossed one dead.
  #crossTiles(context, indices, colour, cross) {
    const { size } = this.#grid;
    context.strokeStyle = colour;
    context.lineWidth = 1.5;
    context.beginPath();
    for (const i of indices) {
      const [x, y] = this.#place(i);
      context.roundRect(x + 0.75, y + 0.75, size - 1.5, size - 1.5, 2);
      if (!cross) continue;
      context.moveTo(x + 3, y + 3);
      context.lineTo(x + size - 3, y + size - 3);
      context.moveTo(x + size - 3, y + 3);
      context.lineTo(x + 3, y + size - 3);
    }
    context.stroke();
  }

  #outlineTiles(context, colour) {
    const { size } = this.#grid;
    context.strokeStyle = colour;
    context.lineWidth = 2;
    context.beginPath();
    this.#nodes.forEach((node, i) => {
      const chosen = i === this.#hovered || i === this.#cursor || node.id === this.#ui.keptNode;
      if (!chosen) return;
      const [x, y] = this.#place(i);
      context.roundRect(x - 1, y - 1, size + 2, size + 2, 3);
    });
    context.stroke();
  }

  #drawDetail(store) {
    const node = this.#nodes[this.#hovered] ?? this.#nodes[this.#cursor] ?? store.nodes.get(this.#ui.keptNode) ?? this.#nodes[0];
    this.#card.update({ node, store, marked: false });
    setText(this.#hint, t(node.id === this.#ui.keptNode ? "pinned" : "mapHint"));
  }
}
