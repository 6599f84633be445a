// The map of nodes: eight or a thousand at a glance, as tiles on one canvas.
import { prepareCanvas } from "./canvas.js";
import { h, render } from "./dom.js";
import { ageOf, degrees, number, percent, power } from "./format.js";
import { planDraw } from "./frame.js";
import { t } from "./i18n.js";
import { countNames, nameOf } from "./names.js";
import { condition, MEASURES, memory, temperature, timeOf, utilisation, watts } from "./node.js";
import { themeColour } from "./prefs.js";
import { indexAt, layOut, rowStep } from "./layout.js";
import { go, state } from "./state.js";
import { CONDITION_COLOURS, drawCard, drawCell, drawHeading, drawOutline, drawTile } from "./tiles.js";

const PALE = 0.25; // an opacity

/** Shows nodes as tiles, which a pointer or keys can open; where control is offered, each has its commands. */
export class NodeMap {
	#nodes = []; // in the order of the boxes
	#groups = [];
	#store;
	#actions; // undefined where control is not offered
	#vividIDs = new Set(); // of the nodes that are not pale
	#pointedAt = -1; // the index of the node in the tip
	#pointer = null; // where the pointer is, in CSS pixels
	#width = 0;
	#painted = ""; // what the picture was made of
	#layout = { boxes: [], gap: 0 };
	#canvas = document.createElement("canvas");
	#field = document.createElement("div");
	root = document.createElement("div");

	constructor() {
		const field = this.#field;
		Object.assign(field, { className: "field-of-tiles", tabIndex: 0 });
		field.setAttribute("role", "application");
		field.append(this.#canvas);
		field.onpointermove = (event) => this.#pointAt(this.#indexAt(event), event);
		const leave = ({ relatedTarget }) => this.root.contains(relatedTarget) || this.#pointAt(-1);
		this.root.onpointerleave = leave;
		// A menu closes first.
		this.root.addEventListener("focusout", (event) => queueMicrotask(() => leave(event)));
		Object.assign(field, { onpointerleave: leave, oncontextmenu: (event) => this.#openActions(event) });
		field.onclick = (event) => this.#open(this.#indexAt(event));
		field.onkeydown = (event) => this.#onKey(event);
		new ResizeObserver(([entry]) => {
			this.#width = Math.floor(entry.contentRect.width);
			planDraw();
		}).observe(field);
	}

	/** Draws the groups of a store's nodes; those not found, or not of the marked task, are pale. */
	draw({ groups, found, store, isLive, markedTask, actions }) {
		const nodes = groups.flatMap((group) => group.nodes);
		const hovered = markedTask ? "" : nodes[this.#pointer && this.#pointedAt]?.task_id;
		const marked = store.tasks.get(markedTask || hovered)?.nodes_involved;
		[this.#nodes, this.#groups, this.#store, this.#actions] = [nodes, groups, store, actions];
		this.#vividIDs = new Set(found.map((node) => node.id).filter((id) => !marked || marked.includes(id)));
		this.#field.setAttribute("aria-label", t("mapLabel", { n: nodes.length }));
		const wanted = [
			store.time, Math.floor(store.now), nodes.length, this.#vividIDs.size, this.#pointedAt, this.#width,
			state.colour, state.group, state.find, markedTask, themeColour("var(--ink)"), t("nodes"), countNames(),
		].join();
		// The width is known once the map is in the page, which is when this frame's drawing ends.
		if (!this.#width) queueMicrotask(() => this.#measure());
		// A store of the past grows without its time changing.
		if (this.#width && nodes.length && (wanted !== this.#painted || !isLive)) this.#paint();
		this.#painted = wanted;
		render(this.root, h(this.#field), legend(nodes, store), this.#tip(), this.#menu());
	}

	// Paints the map for the first time before its frame is shown, so that nothing below it has to move later.
	#measure() {
		if (!this.#width) this.#width = this.#field.clientWidth;
		if (this.#width && this.#nodes.length) this.#paint();
	}

	// Describes the tip: at the pointer, or below the map for the keyboard.
	#tip() {
		const node = this.#nodes[this.#pointedAt];
		const words = node ? [describe(node), " ", h("span.age", this.#ageOf(node))] : this.#hint();
		const isFloating = node && this.#pointer && !this.#isHeld();
		const place = isFloating ? this.#pointer.x / this.#width : 0;
		const look = { "data-side": sideOf(place), place, top: isFloating && this.#pointer.y };
		return [
			h("p.tip", { "aria-live": "polite", tint: node?.task_id }, isFloating ? this.#hint() : words),
			isFloating && h("p.float", { "aria-hidden": "true", tint: node.task_id, ...look }, words),
		];
	}

	#ageOf(node) {
		return ageOf(this.#store, timeOf(node));
	}

	#hint() {
		return `${t("mapHint")} ${this.#actions ? t("mapActions") : ""}`;
	}

	// Describes the commands to the node in the tip: at its tile, where a button opens them if there is room.
	#menu() {
		const [node, box] = [this.#nodes[this.#pointedAt], this.#layout.boxes[this.#pointedAt]];
		if (!node || !box || !this.#actions) return "";
		const place = (box.x + box.width) / this.#width;
		const look = { place, top: box.y + box.height, "data-side": sideOf(place) };
		const isRoomy = this.#layout.kind === "card" || !this.#pointer;
		return h("div.at-tile", look, this.#actions.menu({ node: node.id }, node, isRoomy));
	}

	// Opens the commands to the node that is pointed at, by the pointer or by keys.
	#openActions(event) {
		if (!this.#actions) return;
		this.#actions.open("");
		if (this.#pointer) this.#pointAt(this.#indexAt(event), event);
		const node = this.#nodes[this.#pointedAt];
		if (!node) return;
		event.preventDefault();
		this.#actions.open(node.id);
	}

	#isHeld() {
		return Boolean(this.#actions?.isOpen(this.#nodes[this.#pointedAt]?.id));
	}

	#indexAt({ offsetX, offsetY }) {
		return indexAt(this.#layout, offsetX, offsetY);
	}

	#pointAt(index, { offsetX: x, offsetY: y } = {}) {
		if (index === this.#pointedAt || this.#isHeld()) return;
		this.#pointedAt = index;
		this.#pointer = x === undefined ? null : { x, y };
		planDraw();
	}

	#open(index) {
		if (this.#isHeld()) this.#actions.open("");
		else if (this.#nodes[index]) go({ node: this.#nodes[index].id }, true);
	}

	#onKey(event) {
		const { boxes } = this.#layout;
		const last = boxes.length - 1;
		const at = this.#pointedAt;
		const rowFrom = (by) => (at < 0 ? 0 : rowStep(boxes, at, by));
		const to = {
			ArrowLeft: () => Math.max(0, at - 1), ArrowRight: () => Math.min(last, at + 1),
			ArrowUp: () => rowFrom(-1), ArrowDown: () => rowFrom(1), Home: () => 0, End: () => last,
		};
		if (event.key in to) this.#pointAt(to[event.key]());
		else if (event.key === "Enter") this.#open(at);
		else return;
		event.preventDefault();
	}

	#paint() {
		this.#layout = layOut(this.#groups, this.#width);
		const { boxes, headings, kind, height } = this.#layout;
		const pen = prepareCanvas(this.#canvas, this.#width, height);
		const font = getComputedStyle(this.#field).fontFamily;
		pen.globalAlpha = 1;
		for (const heading of headings) drawHeading(pen, heading, font);
		boxes.forEach((box, i) => {
			const node = this.#nodes[i];
			pen.globalAlpha = this.#vividIDs.has(node.id) ? 1 : PALE;
			const age = this.#ageOf(node);
			if (kind === "card") drawCard(pen, node, box, { font, age });
			else if (kind === "tile") drawTile(pen, node, box, { font, age });
			else drawCell(pen, node, MEASURES[state.colour]?.of(node), box, age);
			if (i === this.#pointedAt) drawOutline(pen, box, "var(--ink)", 2);
		});
	}
}

// Returns on which side of a place there is room.
const sideOf = (place) => (place > 0.6 ? "left" : "right");

function describe(node) {
	const figures = [`${t("use")} ${percent(utilisation(node))}`, `${t("memory")} ${percent(memory(node))}`];
	if (node.gpus) figures.push(degrees(temperature(node)), power(watts(node)));
	const words = [node.ip, t(`role.${node.role}`), t(`node.${condition(node)}`), ...figures];
	const task = node.task_id && h("span", " · ", h("span.tint"), nameOf(node.task_id));
	return [h("strong.mono", node.id), ` ${words.join(" · ")}`, task];
}

function legend(nodes, store) {
	const measure = MEASURES[state.colour];
	const lost = ["UNKNOWN", "DEAD"].map((name) =>
		swatch(name, { "data-state": name }, nodes.filter((node) => node.state === name).length));
	const isOld = (node) => node.state === "ALIVE" && ageOf(store, timeOf(node));
	if (nodes.some(isOld)) lost.push(swatch("old", { colour: "color-mix(in srgb, var(--accent) 30%, #0000)" }));
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
