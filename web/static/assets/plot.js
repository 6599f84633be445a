// How one chart is drawn on its canvas: axes, marks, curves and the cursor. Colours are CSS expressions.
import { prepareCanvas } from "./canvas.js";
import { TYPE } from "./events.js";
import { clockAt, secondsOf } from "./format.js";
import { themeColour } from "./prefs.js";

const CURVE_COLOURS = [
	"var(--accent)", "var(--tint-3)", "var(--tint-2)", "var(--heat)",
	"var(--tint-1)", "var(--good)", "var(--warn)", "var(--tint-4)",
];

/** Returns the colour of a chart's n-th curve, from 0. */
export const curveColour = (n) => CURVE_COLOURS[n % CURVE_COLOURS.length];

/** The marks of what happened: an event gets the first whose pattern its words match. */
export const MARKS = [
	{ name: "checkpoint", colour: "var(--line-strong)", pattern: /checkpoint saved/ },
	{ name: "resume", colour: "var(--good)", pattern: /resumed|ALIVE|running/ },
	{ name: "incident", colour: "var(--bad)", pattern: /DEAD|UNKNOWN|lost|interrupted|failed|pending/ },
];

const GRID_COLOUR = "var(--line)";
const LABEL_COLOUR = "var(--muted)";
const CURSOR_COLOUR = "var(--muted)";
const SELECTION_COLOUR = "color-mix(in srgb, var(--accent) 20%, transparent)";

// Lengths in CSS pixels.
const HEIGHT = 150;
const MARGIN = { left: 58, right: 10, top: 8, bottom: 20 };
const SMALLEST_WIDTH = 160;
const FIGURE_PADDING = 24; // left and right together
const LINE_WIDTH = 1.5;
const LABEL_DISTANCE = 8;
const TIME_LABEL_WIDTH = 90;

const GRID_LINES = 4; // about
const GRID_STEPS = [1, 2, 5, 10]; // times a power of ten
// Seconds.
const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200];
const DAY = 86400;

/** Returns the instant at an offset on a canvas that shows a range of instants. */
export const instantAt = (offsetX, canvasWidth, [from, to]) =>
	from + ((to - from) * (offsetX - MARGIN.left)) / (canvasWidth - MARGIN.left - MARGIN.right);

/** Draws a chart of the data of Charts; `cursor` is the index of a point or -1, `dragStart` an instant or null. */
export function drawPlot(canvas, { keys, text }, { time, columns, marks, zoneOf }, { range, cursor, dragStart }) {
	const width = Math.max(SMALLEST_WIDTH, canvas.parentNode.clientWidth - FIGURE_PADDING);
	const pen = prepareCanvas(canvas, width, HEIGHT);
	const shown = [...time.keys()].filter((i) => time[i] >= range[0] && time[i] <= range[1]);
	const values = extent(keys.flatMap((key) => shown.map((i) => columns[key][i])));
	const plot = makePlot(pen, width, range, values);
	drawValueAxis(plot, text);
	drawTimeAxis(plot, zoneOf);
	if (dragStart !== null) drawSelection(plot, dragStart, time[cursor] ?? range[1]);
	drawMarks(plot, marks);
	keys.forEach((key, n) => drawCurve(plot, shown.map((i) => [time[i], columns[key][i]]), curveColour(n)));
	if (time[cursor] >= range[0]) drawRule(plot, time[cursor], CURSOR_COLOUR, 1);
}

// The axis is at least 2 % of the value long, so that a flat line looks flat, and leaves some air.
function extent(values) {
	const known = values.filter((value) => Number.isFinite(value));
	if (!known.length) return [0, 1];
	const low = Math.min(...known);
	const high = Math.max(...known);
	const air = Math.max((high - low) * 0.08, Math.abs(high) * 0.01, 1e-9);
	return [low >= 0 ? Math.max(0, low - air) : low - air, high + air];
}

// Of the result, `x` takes an instant and `y` a value.
function makePlot(pen, width, times, values) {
	const [left, right] = [MARGIN.left, width - MARGIN.right];
	const [top, bottom] = [MARGIN.top, HEIGHT - MARGIN.bottom];
	const [x, y] = [scale(times, left, right), scale(values, bottom, top)];
	return { pen, left, right, top, bottom, times, values, x, y };
}

const scale = ([from, to], start, end) => (value) => start + ((value - from) / (to - from)) * (end - start);

function drawValueAxis({ pen, left, right, y, values: [low, high] }, text) {
	const { fontFamily } = getComputedStyle(pen.canvas);
	Object.assign(pen, { font: `11px ${fontFamily}`, textAlign: "right", textBaseline: "middle" });
	const step = gridStep(low, high);
	for (let value = Math.ceil(low / step) * step; value <= high; value += step) {
		pen.fillStyle = themeColour(GRID_COLOUR);
		pen.fillRect(left, Math.round(y(value)), right - left, 1);
		pen.fillStyle = themeColour(LABEL_COLOUR);
		const label = text(Number(value.toPrecision(12))); // without the error of adding up
		pen.fillText(label, left - LABEL_DISTANCE, y(value), MARGIN.left - LABEL_DISTANCE);
	}
}

function gridStep(low, high) {
	const rough = (high - low) / GRID_LINES;
	const magnitude = 10 ** Math.floor(Math.log10(rough));
	return magnitude * GRID_STEPS.find((each) => each * magnitude >= rough);
}

function drawTimeAxis({ pen, left, right, x, times: [from, to] }, zoneOf) {
	const pixelsPerSecond = (right - left) / (to - from);
	const step = TIME_STEPS.find((each) => each * pixelsPerSecond > TIME_LABEL_WIDTH) ?? DAY;
	const digits = step < 60 ? 8 : 5; // with seconds, or without
	pen.textAlign = "center";
	for (let instant = Math.ceil(from / step) * step; instant <= to; instant += step) {
		const isInside = x(instant) > left + 24 && x(instant) < right - 20;
		if (isInside) pen.fillText(clockAt(instant, zoneOf).slice(0, digits), x(instant), HEIGHT - LABEL_DISTANCE);
	}
}

function drawSelection({ pen, top, bottom, x }, start, end) {
	pen.fillStyle = themeColour(SELECTION_COLOUR);
	pen.fillRect(x(start), top, x(end) - x(start), bottom - top);
}

function drawMarks(plot, marks) {
	const [from, to] = plot.times;
	for (const event of marks) {
		const colour = markColour(event);
		const instant = secondsOf(event.time);
		if (colour && instant >= from && instant <= to) drawRule(plot, instant, colour, LINE_WIDTH);
	}
}

// Of a change only the states count, for its ids may contain anything.
function markColour({ type, payload }) {
	const words = type === TYPE.SYSTEM_LOG ? payload.message : `${payload.state} ${payload.status}`;
	return MARKS.find(({ pattern }) => pattern.test(words))?.colour;
}

function drawRule({ pen, top, bottom, x }, instant, colour, width) {
	pen.fillStyle = themeColour(colour);
	pen.fillRect(Math.round(x(instant)), top, width, bottom - top);
}

// Points are [instant, value]; the curve has gaps where values are missing.
function drawCurve({ pen, x, y }, points, colour) {
	Object.assign(pen, { strokeStyle: themeColour(colour), lineWidth: LINE_WIDTH, lineJoin: "round" });
	pen.beginPath();
	let isInGap = true;
	for (const [instant, value] of points) {
		const isKnown = Number.isFinite(value);
		if (isKnown && isInGap) pen.moveTo(x(instant), y(value));
		else if (isKnown) pen.lineTo(x(instant), y(value));
		isInGap = !isKnown;
	}
	pen.stroke();
}
