// Charts that share a time axis, a cursor and a zoom.
import { button, h, render, toggle } from "./dom.js";
import { ageOf, clockAt, number } from "./format.js";
import { oncePerFrame, planDraw } from "./frame.js";
import { t } from "./i18n.js";
import { curveColour, drawPlot, MARK_COLOURS, RAW_COLOUR, xAt } from "./plot.js";
import { checkpointsOf, spansOf } from "./spans.js";

const MOST_POINTS = 2000; // of a growing curve; beyond it every second point is dropped

const SHORTEST_DRAG = 1 / 50; // as a share of the visible range; a shorter drag is a click
const SHORTEST_ZOOM = 4; // seconds, or steps
const CURSOR_STEPS = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 };

/**
 * Shows `charts`, each with a `name`, the `keys` of its columns and `text`, which formats values. The data has the
 * `time` of every point, in seconds since 1970 as all instants, and `columns` of values or null by key. `span` seconds
 * are kept, from `start` on. `marks` are events about `ids`; a click on one calls `openEvent`. `zoneOf` is any time
 * from the wire: it gives the zone.
 */
export class Charts {
	#data;
	#canvases;
	#zoom = null; // [from, to]
	#cursor = -1; // the index of a point, or -1
	#cursorText = "";
	#byStep = false;
	#isLog = true;
	#dragStart = null; // an instant, or a step
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

	/** Appends the values of an instant, by column. It drops points older than the span, and thins the others. */
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
		if (time.length <= MOST_POINTS) return;
		for (const list of [time, ...lists.map(([, column]) => column)]) {
			list.splice(0, list.length, ...list.filter((_, i) => i % 2 === 0));
		}
	}

	/** Returns zoom buttons, the legend of the marks, the age of the newest point, and the values at the cursor. */
	tools(store) {
		const newest = new Date(this.#data.time.at(-1) * 1000).toISOString();
		return h("div.legend",
			button("+", () => this.#zoomBy(0.5), { "aria-label": t("zoomIn") }),
			button("−", () => this.#zoomBy(2), { "aria-label": t("zoomOut") }),
			button(t("showWhole"), () => this.#zoomTo(null), { disabled: !this.#zoom }),
			this.#data.ids.task && [
				toggle(t("logScale"), () => this.#change({ isLog: !this.#isLog }), this.#isLog, { id: "log-scale" }),
				toggle(t("byStep"), () => this.#change({ byStep: !this.#byStep }), this.#byStep, { id: "by-step" }),
			],
			Object.entries(MARK_COLOURS).map(([name, colour]) => keyOf(colour, t(name))),
			h("span.age", ageOf(store, newest)),
			h("p.muted", { "aria-live": "polite" }, this.#cursorText || t("chartsHint")));
	}

	#change({ isLog = this.#isLog, byStep = this.#byStep }) {
		if (byStep !== this.#byStep) this.#zoom = null;
		this.#isLog = isLog;
		this.#byStep = byStep;
		this.redraw();
		planDraw();
	}

	// Returns the places of the points: instants, or steps.
	#xs() {
		return this.#byStep ? this.#data.columns.step : this.#data.time;
	}

	#range() {
		return this.#zoom ?? this.#whole();
	}

	#whole() {
		const { time, span, start } = this.#data;
		if (!this.#byStep) return [Math.max(start, time.at(-1) - span), time.at(-1) + 1];
		const steps = this.#xs().filter(Number.isFinite);
		return steps.length ? [Math.min(...steps), Math.max(...steps) + 1] : [0, 1];
	}

	#listen(canvas) {
		const pointedAt = (event) => xAt(event.offsetX, canvas.clientWidth, this.#range());
		canvas.onpointerdown = (event) => {
			this.#dragStart = pointedAt(event);
		};
		canvas.onpointermove = (event) => {
			const place = pointedAt(event);
			this.#moveCursor(this.#xs().findIndex((each) => each !== null && each >= place));
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
		if (Math.abs(end - start) <= (to - from) * SHORTEST_DRAG) {
			this.#openAt(end);
			return;
		}
		this.#zoomTo([Math.min(start, end), Math.max(start, end)]);
	}

	// Opens the event of the span at an instant.
	#openAt(instant) {
		const { marks, ids, openEvent } = this.#data;
		const span = !this.#byStep && spansOf(marks, ids).find(({ from, to }) => from <= instant && instant <= to);
		if (span) openEvent(span.event);
	}

	#moveCursor(index) {
		this.#cursor = index;
		this.redraw();
	}

	#zoomTo(range) {
		this.#zoom = range;
		this.redraw();
		planDraw(); // the tools are outside the charts
	}

	#zoomBy(factor) {
		const [from, to] = this.#range();
		const [start, end] = this.#whole();
		const middle = this.#xs()[this.#cursor] ?? (from + to) / 2;
		const length = Math.max(SHORTEST_ZOOM, (to - from) * factor);
		this.#zoomTo(length < end - start ? [middle - length / 2, middle + length / 2] : null);
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
		const step = columns.step && `${t("step")} ${number(columns.step[this.#cursor])}`;
		const words = [clockAt(time[this.#cursor], zoneOf), ...charts.map(spoken), step];
		this.#cursorText = words.filter(Boolean).join(" · ");
		planDraw();
	}

	#draw() {
		const { charts, marks, ids } = this.#data;
		this.root.setAttribute("aria-label", t("chartsLabel"));
		render(this.root, charts.map((chart, i) => this.#figure(chart, this.#canvases[i])));
		const view = {
			range: this.#range(), xs: this.#xs(), byStep: this.#byStep, isLog: this.#isLog,
			cursor: this.#cursor, dragStart: this.#dragStart,
		};
		const data = { ...this.#data, spans: spansOf(marks, ids), checkpoints: checkpointsOf(marks) };
		charts.forEach((chart, i) => drawPlot(this.#canvases[i], chart, data, view));
	}

	#figure(chart, canvas) {
		const { columns, time } = this.#data;
		const point = this.#cursor < 0 ? time.length - 1 : this.#cursor;
		const valuesOf = (keys) => keys.map((key) => columns[key][point]);
		const ofKey = (key, i) => h("span.key",
			h("span.stroke", { colour: curveColour(i) }),
			chart.keys.length > 1 && labelOf(key),
			h("b", format(columns[key][point], chart.text)));
		const isNow = this.#cursor < 0;
		const legend = chart.isStrip ? minMax(valuesOf(chart.keys), chart.text, isNow) : chart.keys.map(ofKey);
		const limit = chart.isStrip && chart.limit && keyOf("var(--bad)", t("limit"));
		const raw = chart.smooth && keyOf(RAW_COLOUR, t("raw"));
		return h("figure", { key: chart.name, class: chart.isWide && "wide" },
			h("figcaption", h("strong", t(chart.name)), limit, legend, raw), h(canvas));
	}
}

// Returns a line of a colour with its meaning.
const keyOf = (colour, text) => h("span.key", h("span.stroke", { colour }), text);

// Returns the minimum and the maximum of the values of all GPUs, which may be the newest.
function minMax(values, text, isNow) {
	const known = values.filter(Number.isFinite).sort((a, b) => a - b);
	if (!known.length) return h("span.key", h("b", "–"));
	return h("span.key", isNow && t("present"), h("b", text(known[0])), "–", h("b", text(known.at(-1))));
}

const format = (value, text) => (value === null || value === undefined ? "–" : text(value));

// The columns of GPUs have names such as "power.0".
function labelOf(key) {
	const [, gpu] = key.split(".");
	return gpu ?? t(`key.${key}`);
}
