// Numbers over time in bounded memory, and their drawing as one SVG path.
import { s } from "./dom.js";

const WIDTH = 200;
const HEIGHT = 40;

/** Keeps a whole visit: when full, every second point goes and from then on a point stands for twice as long. */
export class Series {
  values = [];
  #limit;
  #stride = 1;
  #merged = 0;

  constructor(limit = 240) {
    this.#limit = limit;
  }

  push(value) {
    if (!Number.isFinite(value)) return;
    if (this.#merged > 0 && this.#merged < this.#stride) this.values[this.values.length - 1] = value;
    else this.values.push(value);
    this.#merged = (this.#merged % this.#stride) + 1;
    if (this.values.length <= this.#limit) return;
    this.values = this.values.filter((_, i) => i % 2 === 0);
    this.#stride *= 2;
    this.#merged = 1;
  }

  get last() {
    return this.values.at(-1);
  }
}

/** A small line with a soft area below it; `update(values)` redraws. Decorative: the numbers stand beside it. */
export function sparkline() {
  const area = s("path", { class: "spark-area" });
  const line = s("path", { class: "spark-line" });
  const attributes = { class: "spark", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none" };
  const root = s("svg", { ...attributes, "aria-hidden": "true" }, area, line);
  const update = (values, range) => {
    const path = trace(values, range ?? extent(values));
    line.setAttribute("d", path);
    area.setAttribute("d", path && `${path}V${HEIGHT}H0Z`);
  };
  return { root, update };
}

function trace(values, [low, high]) {
  if (values.length < 2) return "";
  const dx = WIDTH / (values.length - 1);
  const dy = (HEIGHT - 4) / (high - low);
  return values.map((v, i) => `${i ? "L" : "M"}${(i * dx).toFixed(1)} ${(HEIGHT - 2 - (v - low) * dy).toFixed(1)}`).join("");
}

// At least 4 % of the value from top to bottom: noise around a flat line should look flat.
function extent(values) {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const slack = Math.max(0, Math.abs(high) * 0.04 - (high - low), 1e-9) / 2;
  return [low - slack, high + slack];
}
