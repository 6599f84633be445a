// Charts that share a time axis, a cursor and a zoom.
import { button, h, render } from "./dom.js";
import { ageOf, clockAt } from "./format.js";
import { oncePerFrame, planDraw } from "./frame.js";
import { t } from "./i18n.js";
import { curveColour, drawPlot, instantAt, MARKS } from "./plot.js";

const SHORTEST_DRAG = 1 / 50; // of what is shown; less is a click
const SHORTEST_ZOOM = 4; // seconds
const CURSOR_STEPS = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 };

/**
 * Shows `charts`, each with a `name`, the `keys` of its columns and `text`, which formats values. The data has the
 * `time` of every point, in seconds since 1970 as all instants, and `columns` of values or null by key. `span` seconds
 * are kept, from `start` on; `marks` are events; `zoneOf` is a time from the wire, for its zone.
 */
export class Charts {
	#data;
	#canvases;
	#zoom = null; // [from, to]
	#cursor = -1; // the index of a point, or -1
	#cursorText = "";
	#dragStart = null; // an instant
	#resizes = new ResizeObserver(() => this.redraw());
	/** Draws the charts at the next animation frame. */
	redraw = oncePerFrame(() => this.#draw());
	root = document.createElement("div");

	constructor(data) {
		this.#data = data;
		this.#canvases = data.charts.map(() => document.createElement("canvas"));
		for (const canvas of this.#canvases) this.#listen(canvas);
		Object.assign(this.root, { className: "charts", tabIndex: 0, onkeydown: (event) => this.#onKey(event) });
		this.root.setAttribute("role", "application");
		this.#resizes.observe(this.root);
	}

	/** Stops watching its size. */
	close() {
		this.#resizes.disconnect();
	}

	/** Appends the values of an instant, by column, and drops the oldest. */
	append(instant, values) {
		const { time, columns, span } = this.#data;
		if (instant <= time.at(-1)) return;
		const lists = Object.entries(columns).filter(([, column]) => Array.isArray(column));
		time.push(instant);
		for (const [key, column] of lists) column.push(values[key] ?? null);
		while (time[0] < instant - span) {
			time.shift();
			for (const [, column] of lists) column.shift();
		}
	}

	/** Describes zoom buttons, the legend of the marks, the age of the newest point, and the values at the cursor. */
	tools(store) {
		const newest = new Date(this.#data.time.at(-1) * 1000).toISOString();
		return h("div.legend",
			button("+", () => this.#zoomBy(0.5), { "aria-label": t("zoomIn") }),
			button("−", () => this.#zoomBy(2), { "aria-label": t("zoomOut") }),
			button(t("showWhole"), () => this.#zoomTo(null), { disabled: !this.#zoom }),
			MARKS.map(({ name, colour }) => h("span.key", h("span.stroke", { colour }), t(name))),
			h("span.age", ageOf(store, newest)),
			h("p.muted", { "aria-live": "polite" }, this.#cursorText || t("chartsHint")));
	}

	#range() {
		const { time, span, start } = this.#data;
		return this.#zoom ?? [Math.max(start, time.at(-1) - span), time.at(-1) + 1];
	}

	#listen(canvas) {
		const pointedAt = (event) => instantAt(event.offsetX, canvas.clientWidth, this.#range());
		canvas.onpointerdown = (event) => {
			this.#dragStart = pointedAt(event);
		};
		canvas.onpointermove = (event) => {
			const instant = pointedAt(event);
			this.#moveCursor(this.#data.time.findIndex((each) => each >= instant));
		};
		canvas.onpointerleave = () => {
			this.#dragStart = null;
			this.#moveCursor(-1);
		};
		canvas.onpointerup = (event) => this.#endDrag(pointedAt(event));
		canvas.ondblclick = () => this.#zoomTo(null);
	}

	#endDrag(end) {
		const start = this.#dragStart;
		this.#dragStart = null;
		if (start === null) return;
		const [from, to] = this.#range();
		if (Math.abs(end - start) <= (to - from) * SHORTEST_DRAG) return;
		this.#zoomTo([Math.min(start, end), Math.max(start, end)]);
	}

	#moveCursor(index) {
		this.#cursor = index;
		this.redraw();
	}

	#zoomTo(range) {
		this.#zoom = range;
		this.redraw();
		planDraw(); // of the page, with the tools
	}

	#zoomBy(factor) {
		const { time, span } = this.#data;
		const [from, to] = this.#range();
		const middle = time[this.#cursor] ?? (from + to) / 2;
		const length = Math.max(SHORTEST_ZOOM, (to - from) * factor);
		this.#zoomTo(length < span ? [middle - length / 2, middle + length / 2] : null);
	}

	#onKey(event) {
		if (event.key === "+") this.#zoomBy(0.5);
		else if (event.key === "-") this.#zoomBy(2);
		else if (event.key === "0") this.#zoomTo(null);
		else if (event.key in CURSOR_STEPS) this.#stepCursor(CURSOR_STEPS[event.key]);
		else return;
		event.preventDefault();
	}

	#stepCursor(by) {
		const { charts, columns, time, zoneOf } = this.#data;
		const last = time.length - 1;
		const before = this.#cursor < 0 ? last : this.#cursor;
		this.#moveCursor(Math.max(0, Math.min(last, before + by)));
		const spoken = ({ name, text, keys: [key] }) => `${t(name)} ${format(columns[key][this.#cursor], text)}`;
		this.#cursorText = [clockAt(time[this.#cursor], zoneOf), ...charts.map(spoken)].join(" · ");
		planDraw();
	}

	#draw() {
		const { charts } = this.#data;
		this.root.setAttribute("aria-label", t("chartsLabel"));
		render(this.root, charts.map((chart, i) => this.#figure(chart, this.#canvases[i])));
		const view = { range: this.#range(), cursor: this.#cursor, dragStart: this.#dragStart };
		charts.forEach((chart, i) => drawPlot(this.#canvases[i], chart, this.#data, view));
	}

	#figure({ name, text, keys }, canvas) {
		const { columns, time } = this.#data;
		const point = this.#cursor < 0 ? time.length - 1 : this.#cursor;
		const legend = keys.map((key, i) => h("span.key",
			h("span.stroke", { colour: curveColour(i) }),
			keys.length > 1 && labelOf(key),
			h("b", format(columns[key][point], text))));
		return h("figure", { key: name }, h("figcaption", h("strong", t(name)), legend), h(canvas));
	}
}

const format = (value, text) => (value === null || value === undefined ? "–" : text(value));

// The columns of GPUs have names such as "power.0".
function labelOf(key) {
	const [, gpu] = key.split(".");
	return gpu ?? t(`key.${key}`);
}
