// What happened, newest first: state changes, log lines, and the stream itself; each opens as its JSON.
import { field, h, pills, setting, toggle } from "./dom.js";
import { KINDS, mentions, TYPE } from "./events.js";
import { clock, number, percent } from "./format.js";
import { planDraw } from "./frame.js";
import { t } from "./i18n.js";
import { CHOICES, go, state } from "./state.js";

const SHOWN = 80; // entries at most
// The levels of events that tell none, by their state, their status or their type.
const LEVELS = { DEAD: "ERROR", failed: "ERROR", UNKNOWN: "WARNING", gap: "WARNING", bye: "WARNING" };
let held = null; // the rings of a paused feed

/** Describes the feed of a store; `marks` are a detail's events, which reach back further. */
export function feed({ store, live, marks, openSheet }) {
	const kinds = state.kinds.split(",");
	const entries = entriesOf(held ?? store, marks, kinds);
	return h("section.feed", { "aria-labelledby": "feed-title", id: "feed" },
		h("div.head",
			h("h2", { id: "feed-title" }, t("events")),
			holdButton(store),
			held && h("span.muted.small", t("newer", { n: number(live.notes.count - held.notes.count) }))),
		filters(kinds),
		h("ol", { tabindex: "0", "aria-labelledby": "feed-title" }, entries.map((entry) => line(entry, openSheet))),
		!entries.length && h("p.muted", t("quiet")));
}

function entriesOf({ events, notes }, marks, kinds) {
	const isWanted = (event) => matches(event, kinds);
	if (kinds.includes("stream")) return events.newest(SHOWN, isWanted);
	if (!marks) return notes.newest(SHOWN, isWanted);
	const wanted = marks.map((item, n) => ({ n, item })).filter(({ item }) => isWanted(item));
	return wanted.slice(-SHOWN).reverse();
}

function holdButton({ notes, events }) {
	const onclick = () => {
		held = held ? null : { notes: notes.copy(), events: events.copy() };
		planDraw();
	};
	return toggle(t(held ? "resume" : "pause"), onclick, held, { class: "button chip" });
}

function filters(kinds) {
	const pick = (kind) => {
		const others = kinds.filter((each) => each !== kind);
		go({ kinds: (kinds.includes(kind) ? others : [...kinds, kind]).join() });
	};
	return h("div.filters",
		pills(t("kinds"), Object.keys(KINDS), (kind) => kinds.includes(kind), (kind) => t(`kinds.${kind}`), pick),
		setting("level", (level) => t(`level.${level}`)),
		field(t("search"), state.text, (text) => go({ text })));
}

function matches(event, kinds) {
	const id = state.task || state.node;
	if (id && event.id && !mentions(event, id)) return false;
	if (!kinds.some((kind) => KINDS[kind]?.includes(event.type))) return false;
	if (CHOICES.level.indexOf(levelOf(event)) < CHOICES.level.indexOf(state.level)) return false;
	return !state.text || `${event.type} ${textOf(event)}`.toLowerCase().includes(state.text.toLowerCase());
}

const levelOf = ({ type, payload = {} }) =>
	CHOICES.level.find((level) => level === payload.level) ??
	LEVELS[payload.state ?? payload.status] ?? LEVELS[type] ?? "INFO";

function line({ n, item }, openSheet) {
	const { type, time, payload } = item;
	const level = levelOf(item);
	const head = [h("time", clock(payload?.at ?? time)), h("b", level), String(payload?.category ?? type)];
	return h("li", { key: n, "data-level": level },
		h("button.entry", { type: "button", onclick: () => openSheet(item), title: t("inspect") },
			h("span.small.muted", head),
			h("span", textOf(item))));
}

// A text whatever users send as payload, never the description of an element.
const textOf = ({ type, payload = {} }) => String(TEXTS[type]?.(payload) ?? payload.reason ?? payload.message ?? "");

const TEXTS = {
	[TYPE.NODE_STATE]: (node) => `${node.id}: ${node.previous_state} → ${node.state} · ${node.reason}`,
	[TYPE.TASK_UPDATE]: (task) => `${task.id}: ${task.previous_status} → ${task.status} · ${task.reason}`,
	[TYPE.HELLO]: (hello) => t(hello.resumed ? "resumed" : "connected", hello),
	[TYPE.GAP]: (gap) => `${gap.reason}: ${gap.recover}`,
	[TYPE.CLOCK]: (settings) => t("clockRuns", settings),
	[TYPE.NODE_UPDATE]: (node) =>
		`${node.id}: ${node.state}, GPU ${percent(node.gpu_usage)}, CPU ${percent(node.cpu_usage)}`,
	[TYPE.TRAINING_PROGRESS]: (task) =>
		`${task.task_id}: ${percent(task.progress * 100, 2)}, ${t("loss")} ${task.loss}`,
	[TYPE.CLUSTER_STATUS]: (cluster) => t("clusterIs", { active: cluster.active_nodes, total: cluster.total_nodes }),
};
