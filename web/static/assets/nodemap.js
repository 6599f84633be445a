// The map of nodes: eight or a thousand at a glance, as tiles on one canvas.
import { prepareCanvas } from "./canvas.js";
import { h, render } from "./dom.js";
import { ageOf, degrees, number, percent, power } from "./format.js";
import { planDraw } from "./frame.js";
import { t } from "./i18n.js";
import { nameOf } from "./names.js";
import { condition, MEASURES, memory, temperature, timeOf, utilisation, watts } from "./node.js";
import { themeColour } from "./prefs.js";
import { go, state } from "./state.js";
import { CONDITION_COLOURS, drawCard, drawCell, drawOutline, drawTile } from "./tiles.js";

// The most nodes that are shown as cards, and as tiles.
const FEW_NODES = 60;
const SOME_NODES = 300;
// Lengths in CSS pixels.
const EDGE = 2; // room for outlines
const CARD = { width: 148, height: 92, gap: 10 };
const TILE = { width: 56, height: 36, gap: 4 };
const CELL = { smallest: 9, largest: 40, gap: 3, areaHeight: 360 };
const PALE = 0.25; // an opacity

/** Shows nodes as tiles, which a pointer or keys can open. */
export class NodeMap {
	#nodes = [];
	#store;
	#vividIDs = new Set(); // of the nodes that are not pale
	#pointedAt = -1; // the index of the node in the tip
	#pointer = null; // where the pointer is, in CSS pixels
	#width = 0;
	#painted = ""; // what the picture was made of
	#grid = { columns: 1, width: 1, height: 1, gap: 1 };
	#canvas = document.createElement("canvas");
	#field = document.createElement("div");
	root = document.createElement("div");

	constructor() {
		const field = this.#field;
		Object.assign(field, { className: "field-of-tiles", tabIndex: 0 });
		field.setAttribute("role", "application");
		field.append(this.#canvas);
		field.onpointermove = (event) => this.#pointAt(this.#indexAt(event), event);
		const leave = () => this.#pointAt(-1);
		Object.assign(field, { onpointerleave: leave, onblur: leave });
		field.onclick = (event) => this.#open(this.#indexAt(event));
		field.onkeydown = (event) => this.#onKey(event);
		new ResizeObserver(([entry]) => {
			this.#width = Math.floor(entry.contentRect.width);
			planDraw();
		}).observe(field);
	}

	/** Draws the nodes of a store; those not found, or not of the marked task, are pale. */
	draw({ nodes, found, store, isLive, markedTask }) {
		const hovered = markedTask ? "" : nodes[this.#pointer && this.#pointedAt]?.task_id;
		const marked = store.tasks.get(markedTask || hovered)?.nodes_involved;
		this.#nodes = nodes;
		this.#store = store;
		this.#vividIDs = new Set(found.map((node) => node.id).filter((id) => !marked || marked.includes(id)));
		this.#field.setAttribute("aria-label", t("mapLabel", { n: nodes.length }));
		// Before its width is known, the height of many cells is: nothing below them has to move.
		this.#field.style.minHeight = nodes.length > SOME_NODES ? `${CELL.areaHeight}px` : "";
		const wanted = [
			store.time, Math.floor(store.now), nodes.length, this.#vividIDs.size, this.#pointedAt, this.#width,
			state.colour, state.group, state.find, markedTask, themeColour("var(--ink)"), t("nodes"),
		].join();
		// A store of the past grows without its time changing.
		if (this.#width && nodes.length && (wanted !== this.#painted || !isLive)) this.#paint();
		this.#painted = wanted;
		render(this.root, h(this.#field), legend(nodes), this.#tip());
	}

	// Describes the tip: at the pointer, or below the map for the keyboard.
	#tip() {
		const node = this.#nodes[this.#pointedAt];
		const words = node ? [describe(node), " ", h("span.age", this.#ageOf(node))] : t("mapHint");
		const isFloating = node && this.#pointer;
		const place = isFloating ? this.#pointer.x / this.#width : 0;
		const look = { "data-side": place > 0.6 ? "left" : "right", place, top: isFloating && this.#pointer.y };
		return [
			h("p.tip", { "aria-live": "polite", tint: node?.task_id }, isFloating ? t("mapHint") : words),
			isFloating && h("p.float", { "aria-hidden": "true", tint: node.task_id, ...look }, words),
		];
	}

	#ageOf(node) {
		return ageOf(this.#store, timeOf(node));
	}

	// Returns the index of the tile under the pointer, or -1.
	#indexAt({ offsetX, offsetY }) {
		const { columns, width, height, gap } = this.#grid;
		const column = Math.floor((offsetX - EDGE) / (width + gap));
		const row = Math.floor((offsetY - EDGE) / (height + gap));
		const index = row * columns + column;
		return column >= 0 && column < columns && this.#nodes[index] ? index : -1;
	}

	#pointAt(index, { offsetX: x, offsetY: y } = {}) {
		if (index === this.#pointedAt) return;
		this.#pointedAt = index;
		this.#pointer = x === undefined ? null : { x, y };
		planDraw();
	}

	#open(index) {
		if (this.#nodes[index]) go({ node: this.#nodes[index].id }, true);
	}

	#onKey(event) {
		const { columns } = this.#grid;
		const last = this.#nodes.length - 1;
		const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns, Home: -last, End: last };
		if (event.key in steps) this.#step(steps[event.key]);
		else if (event.key === "Enter") this.#open(this.#pointedAt);
		else return;
		event.preventDefault();
	}

	#step(by) {
		const last = this.#nodes.length - 1;
		this.#pointAt(this.#pointedAt < 0 ? 0 : Math.max(0, Math.min(last, this.#pointedAt + by)));
	}

	#paint() {
		this.#grid = layOut(this.#nodes.length, this.#width - 2 * EDGE);
		const { columns, width, height, gap } = this.#grid;
		const rows = Math.ceil(this.#nodes.length / columns);
		const pen = prepareCanvas(this.#canvas, this.#width, rows * (height + gap) - gap + 2 * EDGE);
		const font = getComputedStyle(this.#field).fontFamily;
		this.#nodes.forEach((node, i) => {
			const x = EDGE + (i % columns) * (width + gap);
			const y = EDGE + Math.floor(i / columns) * (height + gap);
			const box = { x, y, width, height };
			pen.globalAlpha = this.#vividIDs.has(node.id) ? 1 : PALE;
			const age = this.#ageOf(node);
			if (height === CARD.height) drawCard(pen, node, box, { font, age });
			else if (height === TILE.height) drawTile(pen, node, box, { font, age });
			else drawCell(pen, node, MEASURES[state.colour]?.of(node), box, age);
			if (i === this.#pointedAt) drawOutline(pen, box, "var(--ink)", 2);
		});
	}
}

// Few nodes are cards, some are tiles, both in even rows; many are cells that fill an area.
function layOut(count, width) {
	const isMany = count > SOME_NODES;
	const size = isMany ? cellSize(count, width) : count > FEW_NODES ? TILE : CARD;
	const { height, gap } = size;
	const most = Math.max(1, Math.floor((width + gap) / (size.width + gap)));
	const columns = isMany ? most : Math.ceil(count / Math.ceil(count / most));
	return { columns, width: (width + gap) / columns - gap, height, gap };
}

function cellSize(count, width) {
	const { smallest, largest, gap, areaHeight } = CELL;
	const fitting = Math.floor(Math.sqrt((width * areaHeight) / count)) - gap;
	const side = Math.max(smallest, Math.min(largest, fitting));
	return { width: side, height: side, gap };
}

function describe(node) {
	const figures = [`${t("use")} ${percent(utilisation(node))}`, `${t("memory")} ${percent(memory(node))}`];
	if (node.gpus) figures.push(degrees(temperature(node)), power(watts(node)));
	const words = [node.ip, t(`role.${node.role}`), t(`node.${condition(node)}`), ...figures];
	const task = node.task_id && h("span", " · ", h("span.tint"), nameOf(node.task_id));
	return [h("strong.mono", node.id), ` ${words.join(" · ")}`, task];
}

function legend(nodes) {
	const measure = MEASURES[state.colour];
	const lost = ["UNKNOWN", "DEAD"].map((name) =>
		swatch(name, { "data-state": name }, nodes.filter((node) => node.state === name).length));
	if (!measure) {
		const alive = ["training", "online", "idle"].map((name) => swatch(name, { colour: CONDITION_COLOURS[name] }));
		return h("p.legend", alive, lost);
	}
	const [low, high] = measure.range.map((end) => measure.text(end));
	const colour = `linear-gradient(to right in oklab, var(--cold), var(--${state.colour}))`;
	return h("p.legend", h("span.key", t(state.colour), " ", low, h("span.ramp", { colour }), high), lost);
}

const swatch = (name, look, count) =>
	h("span.key", h("span.swatch", look), t(`node.${name}`), count > 0 && h("b", number(count)));
