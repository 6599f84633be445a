// How the map draws one node: as a cell, or as a card with a cell for every GPU. State shows by shape as well as by
// colour: hollow is unknown, crossed is dead.
import { number } from "./format.js";
import { t } from "./i18n.js";
import { colourOf, nameOf } from "./names.js";
import { condition, MEASURES } from "./node.js";
import { themeColour } from "./prefs.js";
import { state } from "./state.js";

const OLD = 0.3; // an opacity, of values that are old
const COLOUR_STEPS = 10; // of a ramp, so that few colours have to be resolved
/** The colours of nodes that are alive, by condition. */
export const CONDITION_COLOURS = {
	training: "var(--accent)", running: "var(--good)", online: "var(--good)", idle: "var(--cold)",
};
const STATE_COLOURS = { ALIVE: "var(--line)", UNKNOWN: "var(--warn)", DEAD: "var(--bad)" };

// Lengths on a card, in CSS pixels.
const PADDING = 12;
const NAME_BASELINE = 22;
const STATE_BASELINE = 40;
const VALUE_WIDTH = 54; // at most
const GPU_CELL = { top: 48, height: 22, gap: 3 };
const STRIPE = { width: 8, height: 8 };

/** Draws the outline of a box in a CSS colour. */
export function drawOutline(pen, { x, y, width, height }, colour, lineWidth, radius = 3) {
	Object.assign(pen, { strokeStyle: themeColour(colour), lineWidth });
	pen.beginPath();
	pen.roundRect(x + lineWidth / 2, y + lineWidth / 2, width - lineWidth, height - lineWidth, radius);
	pen.stroke();
}

/** Draws the name of a group, and how many nodes it has; `id` is that of its task, if it is one. */
export function drawHeading(pen, { name, id, count, x, y, width }, font) {
	write(pen, `${name} · ${number(count)}`, id, { x, y: y + 19, width }, `600 12px ${font}`);
}

// Writes a text on a baseline; one about a task comes behind a stripe in its colour.
function write(pen, text, id, { x, y, width }, font) {
	const indent = id ? STRIPE.width + 6 : 0;
	pen.fillStyle = themeColour(colourOf(id));
	if (id) pen.fillRect(x, y - STRIPE.height, STRIPE.width, STRIPE.height);
	Object.assign(pen, { font, fillStyle: themeColour("var(--muted)"), textAlign: "left" });
	pen.fillText(text, x + indent, y, width - indent);
}

/** Draws a node, or one of its GPUs, as a cell that is coloured by `value`; unknown ones are hatched, old ones pale. */
export function drawCell(pen, node, value, box, age) {
	if (node.state === "ALIVE") {
		const opacity = pen.globalAlpha;
		if (age) pen.globalAlpha *= OLD;
		fillBox(pen, box, valueColour(node, value), 2);
		pen.globalAlpha = opacity;
		return;
	}
	if (node.state !== "DEAD") hatch(pen, box, STATE_COLOURS.UNKNOWN);
	drawOutline(pen, box, stateColour(node), 1.5);
	if (node.state === "DEAD") drawCross(pen, box);
}

const stateColour = ({ state: name }) => STATE_COLOURS[name] ?? STATE_COLOURS.UNKNOWN;

/** Draws a node as a card; `age` is that of old values in words. */
export function drawCard(pen, node, box, { font, age }) {
	fillBox(pen, box, themeColour("var(--surface)"), 8);
	drawOutline(pen, box, stateColour(node), 1, 8);
	drawTexts(pen, node, box, font, age);
	drawGPUs(pen, node, box, { ...GPU_CELL, left: PADDING }, age);
	if (node.state === "ALIVE" && node.task_id) drawTask(pen, node, box, font);
}

function drawTask(pen, { task_id: id }, { x, y, width, height }, font) {
	write(pen, nameOf(id), id, { x: x + PADDING, y: y + height - 7, width: width - 2 * PADDING }, `11px ${font}`);
}

/** Draws a node as a small tile: the end of its id above its GPUs. */
export function drawTile(pen, node, box, { font, age }) {
	const { x, y, width } = box;
	fillBox(pen, box, themeColour("var(--surface)"), 4);
	drawOutline(pen, box, stateColour(node), 1, 4);
	Object.assign(pen, { font: `10px ${font}`, fillStyle: themeColour("var(--ink)"), textAlign: "left" });
	pen.fillText(node.id.replace(/^node_/, ""), x + 4, y + 12, width - 12);
	drawGPUs(pen, node, box, { top: 16, height: 14, gap: 1, left: 4 }, age);
	if (node.state !== "ALIVE" || !node.task_id) return;
	pen.fillStyle = themeColour(colourOf(node.task_id));
	pen.fillRect(x + width - 9, y + 5, 5, 7);
}

function drawTexts(pen, node, { x, y, width }, font, age) {
	const isAlive = node.state === "ALIVE";
	const measure = MEASURES[state.colour];
	const value = isAlive && measure ? measure.text(measure.of(node)) : "";
	Object.assign(pen, { font: `600 13px ${font}`, fillStyle: themeColour("var(--ink)"), textAlign: "left" });
	pen.fillText(node.id, x + PADDING, y + NAME_BASELINE, width - VALUE_WIDTH - 18);
	pen.textAlign = "right";
	pen.fillText(value, x + width - PADDING, y + NAME_BASELINE, VALUE_WIDTH);
	const words = `${t(`node.${condition(node)}`)} · ${age || t(`role.${node.role}`)}`;
	const colour = themeColour(isAlive ? (age ? "var(--warn)" : "var(--muted)") : stateColour(node));
	Object.assign(pen, { font: `12px ${font}`, fillStyle: colour, textAlign: "left" });
	pen.fillText(words, x + PADDING, y + STATE_BASELINE, width - 2 * PADDING);
}

function drawGPUs(pen, node, { x, y, width }, { top, height, gap, left }, age) {
	const measure = MEASURES[state.colour];
	const values = node.gpus?.map((gpu) => measure?.ofGPU(gpu)) ?? [measure?.of(node)];
	const pitch = (width - 2 * left + gap) / values.length;
	values.forEach((value, i) => {
		drawCell(pen, node, value, { x: x + left + i * pitch, y: y + top, width: pitch - gap, height }, age);
	});
}

function fillBox(pen, { x, y, width, height }, colour, radius) {
	pen.fillStyle = colour;
	pen.beginPath();
	pen.roundRect(x, y, width, height, radius);
	pen.fill();
}

/** Hatches a box in a CSS colour. */
export function hatch(pen, { x, y, width, height }, colour = "var(--surface)") {
	const pitch = 5;
	pen.save();
	pen.beginPath();
	pen.rect(x, y, width, height);
	pen.clip();
	Object.assign(pen, { strokeStyle: themeColour(colour), lineWidth: 2 });
	pen.beginPath();
	for (let left = x - height; left < x + width; left += pitch) {
		pen.moveTo(left, y + height);
		pen.lineTo(left + height, y);
	}
	pen.stroke();
	pen.restore();
}

function drawCross(pen, { x, y, width, height }) {
	const inset = 3;
	const side = Math.min(width, height) - 2 * inset;
	const [left, right] = [x + (width - side) / 2, x + (width + side) / 2];
	const [top, bottom] = [y + inset, y + height - inset];
	pen.beginPath();
	pen.moveTo(left, top);
	pen.lineTo(right, bottom);
	pen.moveTo(right, top);
	pen.lineTo(left, bottom);
	pen.stroke();
}

function valueColour(node, value) {
	if (MEASURES[state.colour]) return themeColour(rampColour(state.colour, value, MEASURES[state.colour].range));
	return themeColour(CONDITION_COLOURS[condition(node)] ?? "var(--cold)");
}

/** Returns the colour of a value on a ramp: a CSS mixture, so that a legend's gradient is the same. */
export function rampColour(name, value, [low, high]) {
	if (!Number.isFinite(value)) return "var(--sunken)";
	const share = Math.max(0, Math.min(1, (value - low) / (high - low)));
	const percentage = (100 * Math.round(COLOUR_STEPS * share)) / COLOUR_STEPS;
	return `color-mix(in oklab, var(--${name}) ${percentage}%, var(--cold))`;
}
