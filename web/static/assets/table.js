// The table of the nodes: it sorts by any column, and has pages.
import { button, h, link } from "./dom.js";
import { ageOf, degrees, number, percent, power, rate } from "./format.js";
import { planDraw } from "./frame.js";
import { t } from "./i18n.js";
import { nameOf } from "./names.js";
import { condition, MEASURES, memory, temperature, timeOf, utilisation, watts } from "./node.js";
import { go, state } from "./state.js";
import { rampColour } from "./tiles.js";

const ROWS = 25; // on one page of the table
const COLUMNS = {
	id: { of: (node) => node.id, text: String },
	state: { of: condition, text: (word) => t(`node.${word}`) },
	task: { of: (node) => (node.task_id ? nameOf(node.task_id) : ""), text: String },
	use: { of: utilisation, text: percent },
	memory: { of: memory, text: percent },
	heat: { of: temperature, text: degrees },
	power: { of: watts, text: power },
	cpu: { of: (node) => node.cpu_usage, text: percent },
	network: { of: (node) => (node.sent ?? 0) + (node.received ?? 0), text: rate },
};
const TEXT_COLUMNS = ["id", "state", "task"]; // the others begin with their largest values
let pageIndex = 0; // of the table

/** Describes the nodes of a store that were found, in rows. */
export function describe(found, store) {
	const name = state.sort.replace("-", "");
	// "-" turns the column's own order round.
	const isAscending = state.sort.startsWith("-") !== (TEXT_COLUMNS.includes(name) || !COLUMNS[name]);
	const sorted = sort(found, (COLUMNS[name] ?? COLUMNS.id).of, isAscending);
	pageIndex = Math.max(0, Math.min(pageIndex, Math.ceil(sorted.length / ROWS) - 1));
	const first = pageIndex * ROWS;
	const headings = Object.keys(COLUMNS).map((each) => heading(each, each === name, isAscending));
	const rows = sorted.slice(first, first + ROWS).map((node) => row(node, store));
	return h("div",
		h("div.scroll", { tabindex: "0", role: "region", "aria-labelledby": "nodes-title" },
			h("table", h("thead", h("tr", headings)), h("tbody", rows))),
		sorted.length > ROWS && pager(first, sorted.length));
}

function sort(found, of, isAscending) {
	const sign = isAscending ? 1 : -1;
	return [...found].sort((a, b) => sign * compare(of(a), of(b)));
}

// Numbers that are not known come below all others.
function compare(a, b) {
	if (typeof a === "string") return a.localeCompare(b);
	return (Number.isFinite(a) ? a : -1) - (Number.isFinite(b) ? b : -1);
}

function pager(first, count) {
	const end = first + ROWS;
	return h("p.row.pager",
		turnButton(t("previous"), -1, first === 0),
		h("span", `${first + 1}–${Math.min(end, count)} / ${number(count)}`),
		turnButton(t("next"), 1, end >= count));
}

function turnButton(text, by, disabled) {
	const turn = () => {
		pageIndex += by;
		planDraw();
	};
	return button(text, turn, { disabled });
}

function heading(name, isSorted, isAscending) {
	const order = isAscending ? "ascending" : "descending";
	const sort = isSorted && !state.sort.startsWith("-") ? `-${name}` : name;
	return h("th", { scope: "col", "aria-sort": isSorted ? order : undefined },
		h("button", { type: "button", onclick: () => go({ sort }) }, t(name), isSorted && (isAscending ? " ↑" : " ↓")));
}

function row(node, store) {
	const age = ageOf(store, timeOf(node));
	const cells = Object.entries(COLUMNS).map(([name, { of, text }]) => {
		if (name === "id") return link(node.id, { node: node.id }, { class: "mono" });
		if (name === "state") return [text(of(node)), age && h("span.age", age)];
		if (name === "task") return node.task_id ? link(nameOf(node.task_id), { task: node.task_id }) : "–";
		return name in MEASURES ? [strip(node, name), text(of(node))] : text(of(node));
	});
	const look = { "data-state": node.state, "data-old": Boolean(age), tint: node.task_id };
	return h("tr", { key: node.id, ...look }, cells.map((cell) => h("td", cell)));
}

// Describes a cell for every GPU, coloured by a measure. Decorative: the number stands beside it.
const strip = ({ gpus = [] }, name) => h("span.strip", { "aria-hidden": "true" },
	gpus.map((gpu) =>
		h("i", { colour: rampColour(name, MEASURES[name].ofGPU(gpu), MEASURES[name].range) })));
