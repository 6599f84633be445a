// Curves over one time, with a cursor and a zoom that all of them share, by pointer and by keyboard.
import { button, h, render } from "./dom.js";
import { clockAt } from "./format.js";
import { t } from "./i18n.js";
import { ink } from "./prefs.js";

const HEIGHT = 150;
const ROOM = { left: 58, right: 10, top: 8, bottom: 20 };
const INKS = ["var(--accent)", "var(--tint-3)", "var(--tint-2)", "var(--heat)", "var(--tint-1)", "var(--good)", "var(--warn)", "var(--tint-4)"];
const SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200];
// What a mark's words make of it, and its colour.
const MARKS = [["checkpoint", /checkpoint saved/, "var(--line-strong)"], ["resume", /resumed|ALIVE|running/, "var(--good)"],
  ["incident", /DEAD|UNKNOWN|lost|interrupted|failed|pending/, "var(--bad)"]];

export class Charts {
  #all; // {charts: [name, text, keys], time, columns, from, span in seconds, marks, like: a time from the wire, plan}
  #canvases;
  #zoom = null;
  #cursor = -1;
  #from = null; // where a drag began
  #asked = false;
  #said = "";
  #sizes = new ResizeObserver(() => this.redraw());
  root = document.createElement("div");

  constructor(all) {
    this.#all = all;
    this.#canvases = all.charts.map(() => document.createElement("canvas"));
    Object.assign(this.root, { className: "charts", tabIndex: 0, onkeydown: (event) => this.#key(event) });
    this.root.setAttribute("role", "application");
    for (const canvas of this.#canvases) this.#listen(canvas);
    this.#sizes.observe(this.root);
  }

  close = () => this.#sizes.disconnect();

  /** Draws at the next frame. */
  redraw() {
    if (this.#asked) return;
    this.#asked = true;
    requestAnimationFrame(() => {
      this.#asked = false;
      this.#draw();
    });
  }

  /** Puts the values of a later instant at the end, and lets go of those that are too old. */
  append(seconds, values) {
    const { time, columns, span } = this.#all;
    if (seconds <= time.at(-1)) return;
    time.push(seconds);
    const kept = Object.entries(columns).filter(([, column]) => Array.isArray(column));
    for (const [key, column] of kept) column.push(values[key] ?? null);
    while (time[0] < seconds - span) for (const column of [time, ...kept.map(([, each]) => each)]) column.shift();
  }

  #range() {
    const { time, span, from } = this.#all;
    return this.#zoom ?? [Math.max(from, time.at(-1) - span), time.at(-1) + 1];
  }

  #listen(canvas) {
    const at = ({ offsetX }) => {
      const [from, to] = this.#range();
      return from + ((to - from) * (offsetX - ROOM.left)) / (canvas.clientWidth - ROOM.left - ROOM.right);
    };
    canvas.onpointerdown = (event) => (this.#from = at(event));
    canvas.onpointermove = (event) => this.#point(this.#all.time.findIndex((each) => each >= at(event)));
    canvas.onpointerleave = () => {
      this.#from = null;
      this.#point(-1);
    };
    canvas.onpointerup = (event) => {
      const ends = [this.#from, at(event)].sort((a, b) => a - b);
      this.#from = null;
      if (ends[0] !== null && ends[1] - ends[0] > (this.#range()[1] - this.#range()[0]) / 50) this.#zoomTo(ends);
    };
    canvas.ondblclick = () => this.#zoomTo(null);
  }

  #point(index) {
    this.#cursor = index;
    this.redraw();
  }

  #zoomTo(range) {
    this.#zoom = range;
    this.redraw();
    this.#all.plan();
  }

  #zoomBy(factor) {
    const { time, span } = this.#all;
    const [from, to] = this.#range();
    const middle = time[this.#cursor] ?? (from + to) / 2;
    const half = Math.max(2, ((to - from) * factor) / 2);
    this.#zoomTo(2 * half < span ? [middle - half, middle + half] : null);
  }

  #key(event) {
    const { time, charts, columns, plan } = this.#all;
    const act = { "+": () => this.#zoomBy(0.5), "-": () => this.#zoomBy(2), 0: () => this.#zoomTo(null) }[event.key];
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 }[event.key];
    if (!act && !step) return;
    event.preventDefault();
    if (act) return act();
    const last = time.length - 1;
    this.#point(Math.max(0, Math.min(last, (this.#cursor < 0 ? last : this.#cursor) + step)));
    const told = charts.map(([name, text, [key]]) => `${t(name)} ${said(columns[key][this.#cursor], text)}`);
    this.#said = `${clockAt(time[this.#cursor], this.#all.like)} · ${told.join(" · ")}`;
    plan();
  }

  #draw() {
    const { charts, columns, time } = this.#all;
    const at = this.#cursor < 0 ? time.length - 1 : this.#cursor;
    this.root.setAttribute("aria-label", t("chartsLabel"));
    render(this.root, charts.map(([name, text, keys], i) => h("figure", { key: name },
      h("figcaption", {}, h("strong", {}, t(name)), keys.map((key, n) => h("span", { class: "key" },
        h("span", { class: "stroke", "data-ink": n }), keys.length > 1 && labelOf(key), h("b", {}, said(columns[key][at], text))))),
      h(this.#canvases[i]))));
    charts.forEach((chart, i) => this.#paint(this.#canvases[i], chart));
  }

  #paint(canvas, [, text, keys]) {
    const { time, columns, like, marks } = this.#all;
    const [pen, width] = prepare(canvas);
    const [from, to] = this.#range();
    const shown = time.map((each, i) => i).filter((i) => time[i] >= from && time[i] <= to);
    const [low, high] = extent(keys.flatMap((key) => shown.map((i) => columns[key][i])));
    const box = { x: ROOM.left, y: ROOM.top, w: width - ROOM.left - ROOM.right, h: HEIGHT - ROOM.top - ROOM.bottom };
    const x = (seconds) => box.x + ((seconds - from) / (to - from)) * box.w;
    const y = (value) => box.y + box.h - ((value - low) / (high - low)) * box.h;
    const rule = (at, colour, wide = 1) => {
      pen.fillStyle = ink(colour);
      pen.fillRect(Math.round(at), box.y, wide, box.h);
    };
    axes(pen, box, { from, to, low, high, x, y, text, like });
    if (this.#from !== null) {
      const [a, b] = [x(this.#from), x(time[this.#cursor] ?? to)];
      pen.fillStyle = ink("color-mix(in srgb, var(--accent) 20%, transparent)");
      pen.fillRect(Math.min(a, b), box.y, Math.abs(b - a), box.h);
    }
    for (const mark of marks) {
      const colour = colourOf(mark);
      const at = Date.parse(mark.time) / 1000;
      if (colour && at >= from && at <= to) rule(x(at), colour, 1.5);
    }
    keys.forEach((key, n) => trace(pen, shown, (i) => x(time[i]), (i) => columns[key][i], y, ink(INKS[n % INKS.length])));
    if (time[this.#cursor] >= from) rule(x(time[this.#cursor]), "var(--muted)");
  }

  /** The buttons for the zoom, what the marks mean, and what the cursor reads. */
  tools() {
    return h("div", { class: "legend" }, button("+", () => this.#zoomBy(0.5), { "aria-label": t("zoomIn") }), button("−", () => this.#zoomBy(2), { "aria-label": t("zoomOut") }),
      button(t("showWhole"), () => this.#zoomTo(null), { disabled: !this.#zoom }),
      MARKS.map(([name]) => h("span", { class: "key" }, h("span", { class: "stroke", "data-is": name }), t(name))),
      h("p", { class: "muted", "aria-live": "polite" }, this.#said || t("chartsHint")));
  }
}

const said = (value, text) => (value === null || value === undefined ? "–" : text(value));
const labelOf = (key) => (/\.\d+$/.test(key) ? key.split(".")[1] : t(`key.${key}`));

// A status of "pending" is an incident in a change, not in the name of what is logged.
function colourOf({ type, payload }) {
  const words = type === "system_log" ? payload.message : `${payload.state} ${payload.status}`;
  return MARKS.find(([, known]) => known.test(words))?.[2];
}

function prepare(canvas) {
  const width = Math.max(160, canvas.parentNode.clientWidth - 24);
  const ratio = devicePixelRatio || 1;
  const [w, tall] = [Math.round(width * ratio), Math.round(HEIGHT * ratio)];
  if (canvas.width !== w || canvas.height !== tall) Object.assign(canvas, { width: w, height: tall });
  Object.assign(canvas.style, { width: `${width}px`, height: `${HEIGHT}px` });
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, HEIGHT);
  return [pen, width];
}

// At least 2 % of the value from bottom to top, so that a flat line looks flat, and some air at both ends.
function extent(values) {
  const known = values.filter((value) => Number.isFinite(value));
  if (!known.length) return [0, 1];
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const air = Math.max((high - low) * 0.08, Math.abs(high) * 0.01, 1e-9);
  return [low >= 0 ? Math.max(0, low - air) : low - air, high + air];
}

function axes(pen, box, { from, to, low, high, x, y, text, like }) {
  Object.assign(pen, { font: `11px ${getComputedStyle(pen.canvas).fontFamily}`, textAlign: "right", textBaseline: "middle" });
  const rough = (high - low) / 4;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = magnitude * [1, 2, 5, 10].find((each) => each * magnitude >= rough);
  for (let value = Math.ceil(low / step) * step; value <= high; value += step) {
    pen.fillStyle = ink("var(--line)");
    pen.fillRect(box.x, Math.round(y(value)), box.w, 1);
    pen.fillStyle = ink("var(--muted)");
    pen.fillText(text(Number(value.toPrecision(12))), box.x - 8, y(value), ROOM.left - 8);
  }
  pen.textAlign = "center";
  const pace = SECONDS.find((each) => (each / (to - from)) * box.w > 90) ?? 86400;
  for (let seconds = Math.ceil(from / pace) * pace; seconds <= to; seconds += pace) {
    if (x(seconds) > box.x + 24 && x(seconds) < box.x + box.w - 20) pen.fillText(clockAt(seconds, like).slice(0, pace < 60 ? 8 : 5), x(seconds), HEIGHT - 8);
  }
}

function trace(pen, shown, x, valueOf, y, colour) {
  Object.assign(pen, { strokeStyle: colour, lineWidth: 1.5, lineJoin: "round" });
  pen.beginPath();
  let broken = true;
  for (const i of shown) {
    const value = valueOf(i);
    if (Number.isFinite(value)) pen[broken ? "moveTo" : "lineTo"](x(i), y(value));
    broken = !Number.isFinite(value);
  }
  pen.stroke();
}
