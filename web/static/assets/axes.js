// The frame of a plot: its scales, its axes, and the labels beside them.
import { clockAt } from "./format.js";
import { themeColour } from "./prefs.js";

/** Lengths in CSS pixels, of every plot. */
export const MARGIN = { left: 62, right: 10, top: 8, bottom: 24 };
const LABEL_DISTANCE = 8;
const labelWidth = (step) => (step < 60 ? 76 : 50); // with seconds, or without
const GRID_LINES = 4; // about
const STEPS = [1, 2, 5, 10]; // times a power of ten
// Seconds.
const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200];
const DAY = 86400;

/**
 * Returns a frame of a width and height for ranges of instants, or steps, and of values; a logarithmic one for values
 * above 0. `x` takes an instant and `y` a value.
 */
export function makeFrame(pen, { width, height, xs, values, isLog }) {
	const [left, right] = [MARGIN.left, width - MARGIN.right];
	const [top, bottom] = [MARGIN.top, height - MARGIN.bottom];
	const project = isLog ? Math.log : Number;
	const y = scale(values.map(project), bottom, top);
	const x = scale(xs, left, right);
	return { pen, left, right, top, bottom, xs, values, isLog, x, y: (value) => y(project(value)) };
}

const scale = ([from, to], start, end) => (value) => start + ((value - from) / (to - from || 1)) * (end - start);

/** Returns the range of an axis: at least 2 % of the value long, so that a flat line looks flat, and with some air. */
export function extent(values, isLog) {
	const known = values.filter((value) => Number.isFinite(value) && (!isLog || value > 0));
	if (!known.length) return isLog ? [0.1, 1] : [0, 1];
	const [low, high] = [Math.min(...known), Math.max(...known)];
	if (isLog) return [low * 0.93, high * 1.07];
	const air = Math.max((high - low) * 0.08, Math.abs(high) * 0.01, 1e-9);
	return [low >= 0 ? Math.max(0, low - air) : low - air, high + air];
}

/** Draws the grid of the values, with labels. */
export function drawValueAxis({ pen, left, right, y, values, isLog }, text) {
	const { fontFamily } = getComputedStyle(pen.canvas);
	Object.assign(pen, { font: `11px ${fontFamily}`, textAlign: "right", textBaseline: "middle" });
	for (const value of isLog ? logTicks(values) : ticks(values)) {
		pen.fillStyle = themeColour("var(--line)");
		pen.fillRect(left, Math.round(y(value)), right - left, 1);
		pen.fillStyle = themeColour("var(--muted)");
		pen.fillText(text(value), left - LABEL_DISTANCE, y(value), MARGIN.left - LABEL_DISTANCE);
	}
}

function ticks([low, high]) {
	const rough = (high - low) / GRID_LINES;
	const magnitude = 10 ** Math.floor(Math.log10(rough));
	const step = magnitude * STEPS.find((each) => each * magnitude >= rough * 0.999);
	const count = Math.floor(high / step + 1e-9) - Math.ceil(low / step - 1e-9) + 1;
	const first = Math.ceil(low / step - 1e-9);
	// Without the error of adding up.
	return Array.from({ length: count }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

// Ticks at 1, 2 and 5 times the powers of ten, or linear ones where those are too few.
function logTicks([low, high]) {
	const found = [];
	for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power += 1) {
		for (const step of STEPS.slice(0, 3)) found.push(Number((step * 10 ** power).toPrecision(12)));
	}
	const inside = found.filter((value) => value >= low && value <= high);
	return inside.length > 1 ? inside : ticks([low, high]);
}

/** Draws the labels of the instants, or of the steps where `textOf` is given. */
export function drawTimeAxis({ pen, left, right, bottom, x, xs: [from, to] }, zoneOf, textOf) {
	const pixelsPerSecond = (right - left) / (to - from || 1);
	const step = TIME_STEPS.find((each) => each * pixelsPerSecond > labelWidth(each)) ?? DAY;
	const digits = step < 60 ? 8 : 5; // with seconds, or without
	const found = textOf ? ticks([from, to]) : instants(from, to, step);
	pen.textAlign = "center";
	pen.fillStyle = themeColour("var(--muted)");
	for (const at of found.filter((each) => x(each) > left + 24 && x(each) < right - 20)) {
		pen.fillText(textOf?.(at) ?? clockAt(at, zoneOf).slice(0, digits), x(at), bottom + 16);
	}
}

function instants(from, to, step) {
	const first = Math.ceil(from / step);
	return Array.from({ length: Math.max(0, Math.floor(to / step) - first + 1) }, (_, i) => (first + i) * step);
}
