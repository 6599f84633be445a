// How one chart is drawn on its canvas: outages and checkpoints, curves or a strip for every GPU, the cursor; and its
// colours.
import { drawTimeAxis, drawValueAxis, extent, makeFrame, MARGIN } from "./axes.js";
import { prepareCanvas } from "./canvas.js";
import { clockAt, number } from "./format.js";
import { themeColour } from "./prefs.js";
import { hatch, rampColour } from "./tiles.js";

const CURVE_COLOURS = [
	"var(--accent)", "var(--tint-3)", "var(--tint-2)", "var(--heat)",
	"var(--tint-1)", "var(--good)", "var(--warn)", "var(--tint-4)",
];

/** Returns the colour of a chart's n-th curve, from 0. */
export const curveColour = (n) => CURVE_COLOURS[n % CURVE_COLOURS.length];

/** The CSS colours of marks, by name. */
export const MARK_COLOURS = { checkpoint: "var(--line-strong)", incident: "var(--bad)" };

const CURSOR_COLOUR = "var(--muted)";
const SELECTION_COLOUR = "color-mix(in srgb, var(--accent) 20%, transparent)";
const OUTAGE_COLOUR = "color-mix(in srgb, var(--bad) 14%, transparent)";
const SMOOTHING_RADIUS = 6; // points on either side
const RAW_OPACITY = 0.3;

/** The colour of the raw values of a first curve that is smoothed. */
export const RAW_COLOUR = `color-mix(in srgb, ${CURVE_COLOURS[0]} ${100 * RAW_OPACITY}%, transparent)`;
const NEAR_LIMIT = 0.98; // of the limit: from there on a strip is marked

// Lengths in CSS pixels.
const HEIGHT = { usual: 150, wide: 230 };
const SMALLEST_WIDTH = 160;
const FIGURE_PADDING = 24; // left and right together
const LINE_WIDTH = 1.5;
const DOT_RADIUS = 3;
const FLAG = { height: 16, padding: 5 };

/** Returns the instant, or the step, at an offset on a canvas that shows a range of them. */
export const xAt = (offsetX, canvasWidth, [from, to]) =>
	from + ((to - from) * (offsetX - MARGIN.left)) / (canvasWidth - MARGIN.left - MARGIN.right);

/**
 * Draws a chart of the data of Charts. `xs` holds the instants of the points, or the steps if `byStep`; `cursor` is
 * the index of a point or -1, `dragStart` a place on the axis or null.
 */
export function drawPlot(canvas, chart, data, view) {
	const { columns, zoneOf, spans, checkpoints } = data;
	const { range, xs, cursor, dragStart, byStep } = view;
	const width = Math.max(SMALLEST_WIDTH, canvas.parentNode.clientWidth - FIGURE_PADDING);
	const height = chart.isWide ? HEIGHT.wide : HEIGHT.usual;
	const pen = prepareCanvas(canvas, width, height);
	const inside = [...xs.keys()].filter((i) => xs[i] >= range[0] && xs[i] <= range[1]);
	const isLog = Boolean(chart.isLog && view.isLog);
	const limit = chart.limit?.(columns);
	const shown = chart.keys.flatMap((key) => inside.map((i) => columns[key][i]));
	const values = chart.range?.(limit) ?? extent(shown, isLog);
	const frame = makeFrame(pen, { width, height, xs: range, values, isLog });
	const pointsOf = (key) => inside.map((i) => [xs[i], columns[key][i]]);
	if (chart.isStrip) drawStrips(frame, chart, pointsOf, limit);
	else drawValueAxis(frame, chart.text);
	drawTimeAxis(frame, zoneOf, byStep ? number : undefined);
	if (!byStep) drawOutagesAndCheckpoints(frame, spans, checkpoints);
	if (!chart.isStrip) drawCurves(frame, chart, pointsOf);
	if (!chart.isStrip && limit) drawLimit(frame, limit);
	if (dragStart !== null) drawSelection(frame, dragStart, xs[cursor] ?? range[1]);
	if (!(xs[cursor] >= range[0] && xs[cursor] <= range[1])) return;
	drawCursor(frame, xs[cursor], byStep ? number(xs[cursor]) : clockAt(xs[cursor], zoneOf));
}

function drawCurves(frame, { keys, smooth, dots = [] }, pointsOf) {
	keys.forEach((key, n) => {
		const points = pointsOf(key);
		if (dots.includes(key)) drawDots(frame, points, curveColour(n));
		else if (key === smooth) {
			drawCurve(frame, points, curveColour(n), RAW_OPACITY);
			drawCurve(frame, smoothed(points), curveColour(n));
		} else drawCurve(frame, points, curveColour(n));
	});
}

// Returns each value's mean with its neighbours, as many on either side: near an end, fewer.
function smoothed(points) {
	return points.map(([at, value], i) => {
		const reach = Math.min(SMOOTHING_RADIUS, i, points.length - 1 - i);
		const around = points.slice(i - reach, i + reach + 1).map(([, each]) => each);
		const isWhole = value !== null && around.every(Number.isFinite);
		return [at, isWhole ? around.reduce((sum, each) => sum + each, 0) / around.length : value];
	});
}

// Draws points [instant, value]; the curve has gaps where values are missing.
function drawCurve({ pen, x, y }, points, colour, opacity = 1) {
	const look = { strokeStyle: themeColour(colour), lineWidth: LINE_WIDTH, lineJoin: "round", globalAlpha: opacity };
	Object.assign(pen, look);
	pen.beginPath();
	let isInGap = true;
	for (const [at, value] of points) {
		const isKnown = Number.isFinite(value);
		if (isKnown && isInGap) pen.moveTo(x(at), y(value));
		else if (isKnown) pen.lineTo(x(at), y(value));
		isInGap = !isKnown;
	}
	pen.stroke();
	pen.globalAlpha = 1;
}

// Draws a dot where a value is new.
function drawDots({ pen, x, y }, points, colour) {
	pen.fillStyle = themeColour(colour);
	let before;
	for (const [at, value] of points) {
		if (Number.isFinite(value) && value !== before) {
			pen.beginPath();
			pen.arc(x(at), y(value), DOT_RADIUS, 0, 2 * Math.PI);
			pen.fill();
		}
		before = value;
	}
}

// Draws a row for every GPU, coloured by its value, with a line above values that are at the limit.
function drawStrips({ pen, left, right, top, bottom, x }, { keys, colour, range }, pointsOf, limit) {
	const pitch = (bottom - top) / keys.length;
	const { fontFamily } = getComputedStyle(pen.canvas);
	Object.assign(pen, { font: `11px ${fontFamily}`, textAlign: "right", textBaseline: "middle" });
	keys.forEach((key, n) => {
		const [y, points] = [top + n * pitch, pointsOf(key)];
		pen.fillStyle = themeColour("var(--muted)");
		pen.fillText(`GPU ${key.split(".")[1]}`, left - 8, y + pitch / 2);
		points.forEach(([at, value], i) => {
			if (value === null) return;
			const [from, to] = [x(at), i + 1 < points.length ? x(points[i + 1][0]) : right];
			pen.fillStyle = themeColour(rampColour(colour, value, range(limit)));
			pen.fillRect(from, y, Math.ceil(to - from), pitch - 2);
			pen.fillStyle = themeColour("var(--bad)");
			if (limit && value >= NEAR_LIMIT * limit) pen.fillRect(from, y, Math.ceil(to - from), 2);
		});
	});
}

function drawLimit({ pen, left, right, y }, limit) {
	pen.fillStyle = themeColour("var(--bad)");
	pen.fillRect(left, Math.round(y(limit)), right - left, 1);
}

// Shades outages, during which values are frozen, and draws checkpoints as ticks below the axis.
function drawOutagesAndCheckpoints({ pen, left, right, top, bottom, x, xs: [from, to] }, spans, checkpoints) {
	for (const span of spans.filter((each) => each.to > from && each.from < to)) {
		const [start, end] = [Math.max(left, x(Math.max(span.from, from))), Math.min(right, x(Math.min(span.to, to)))];
		const box = { x: start, y: top, width: Math.max(2, end - start), height: bottom - top };
		pen.fillStyle = themeColour(OUTAGE_COLOUR);
		pen.fillRect(box.x, box.y, box.width, box.height);
		hatch(pen, box, OUTAGE_COLOUR);
		pen.fillStyle = themeColour(MARK_COLOURS.incident);
		if (span.from >= from) pen.fillRect(start, top, LINE_WIDTH, bottom - top);
	}
	pen.fillStyle = themeColour(MARK_COLOURS.checkpoint);
	const inside = checkpoints.filter((each) => each >= from && each <= to);
	for (const at of inside) pen.fillRect(x(at) - 1, bottom + 1, 2, 6);
}

function drawSelection({ pen, top, bottom, x }, start, end) {
	pen.fillStyle = themeColour(SELECTION_COLOUR);
	pen.fillRect(x(start), top, x(end) - x(start), bottom - top);
}

// Draws the cursor line, and a label with its instant or step.
function drawCursor({ pen, left, right, top, bottom, x }, at, text) {
	pen.fillStyle = themeColour(CURSOR_COLOUR);
	pen.fillRect(Math.round(x(at)), top, 1, bottom - top);
	const width = pen.measureText(text).width + 2 * FLAG.padding;
	const start = Math.min(right - width, Math.max(left, x(at) - width / 2));
	pen.fillRect(start, bottom + 4, width, FLAG.height);
	Object.assign(pen, { fillStyle: themeColour("var(--surface)"), textAlign: "center", textBaseline: "middle" });
	pen.fillText(text, start + width / 2, bottom + 4 + FLAG.height / 2);
}
