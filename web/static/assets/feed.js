// What happened, newest first: state changes, log lines, and the stream itself; each opens as its JSON.
import { button, field, h, link, pills, setting } from "./dom.js";
import { HAPPENINGS, instantOf, KINDS, mentions, nodeOf, taskOf, TYPE } from "./events.js";
import { clock, percent, secondsOf } from "./format.js";
import { inLanguage, t } from "./i18n.js";
import { nameOf } from "./names.js";
import { CHOICES, go, state } from "./state.js";

const SHOWN = 80; // entries at most
// The levels of events that tell none, by their state, their status or their type.
const LEVELS = { DEAD: "ERROR", failed: "ERROR", UNKNOWN: "WARNING", gap: "WARNING", bye: "WARNING" };

// How a log line begins: with what it is about, which the feed shows beside it.
const SUBJECT = /^(Task|Node) \S+( \(.*?\))?:? /;

/** Describes the feed of a store; `marks` are a detail's events, which reach back further. */
export function feed({ store, marks, openSheet }) {
	const kinds = state.kinds.split(",").filter((kind) => kind in KINDS);
	const entries = foldRepeats(mergeLogs(entriesOf(store, marks, kinds)));
	return h("section.feed", { "aria-labelledby": "feed-title", id: "feed" },
		h("div.head", h("h2", { id: "feed-title" }, t("events"))),
		filters(kinds),
		h("ol", { tabindex: "0", "aria-labelledby": "feed-title" }, entries.map((entry) => line(entry, openSheet))),
		!entries.length && h("p.muted", whyEmpty(kinds)));
}

function whyEmpty(kinds) {
	if (!kinds.length) return t("noKinds");
	return t(state.text || state.level !== "INFO" ? "noMatch" : "quiet");
}

function entriesOf({ events, notes }, marks, kinds) {
	const isWanted = (event) => matches(event, kinds);
	if (kinds.includes("stream")) return events.newest(SHOWN, isWanted);
	const marked = marks?.map((item, n) => ({ n, item })).filter(({ item }) => isWanted(item));
	const all = marked?.slice(-SHOWN).reverse() ?? notes.newest(SHOWN, isWanted);
	// A tick tells its events by type.
	return all.sort((a, b) => secondsOf(instantOf(b.item)) - secondsOf(instantOf(a.item)));
}

// Leaves out the log line that tells of a change which is there itself, at the same instant.
function mergeLogs(entries) {
	const isLogOf = ({ item: log }, { item: change }) =>
		log.type === TYPE.SYSTEM_LOG && change.type !== TYPE.SYSTEM_LOG && HAPPENINGS.includes(change.type) &&
		instantOf(log) === instantOf(change) && mentions(log, change.payload.id);
	const around = (i) => entries.slice(Math.max(0, i - 4), i + 5);
	return entries.filter((entry, i) => !around(i).some((other) => isLogOf(entry, other)));
}

// Counts entries in a row that say the same.
function foldRepeats(entries) {
	const folded = [];
	for (const entry of entries) {
		const last = folded.at(-1);
		const text = `${entry.item.type} ${textOf(entry.item)}`;
		if (last?.text === text) last.count += 1;
		else folded.push({ ...entry, text, count: 1 });
	}
	return folded;
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
	const isOfWorld = event.id || HAPPENINGS.includes(event.type);
	if (id && isOfWorld && !mentions(event, id)) return false;
	if (!kinds.some((kind) => KINDS[kind]?.includes(event.type))) return false;
	if (CHOICES.level.indexOf(levelOf(event)) < CHOICES.level.indexOf(state.level)) return false;
	return !state.text || `${event.type} ${textOf(event)}`.toLowerCase().includes(state.text.toLowerCase());
}

const levelOf = ({ type, payload = {} }) =>
	CHOICES.level.find((level) => level === payload.level) ??
	LEVELS[payload.state ?? payload.status] ?? LEVELS[type] ?? "INFO";

function line({ n, item, count }, openSheet) {
	const { type, payload } = item;
	const level = levelOf(item);
	const subject = subjectOf(item);
	return h("li", { key: n, "data-level": level },
		h("p.small.muted",
			h("time", clock(instantOf(item))), h("b", level), subject ?? String(payload?.category ?? type),
			count > 1 && h("span.count", ` ×${count}`),
			button("{ }", () => openSheet(item), {
				class: "button more entry", title: t("inspect"), "aria-label": `${t("inspect")}: ${textOf(item)}`,
			})),
		h("p", textOf(item)));
}

// Returns a link to the task or the node that an event is about.
function subjectOf(item) {
	const [task, node] = [taskOf(item), nodeOf(item)];
	if (task && typeof task === "string") return link(nameOf(task), { task, node: "" });
	return node && typeof node === "string" ? link(node, { node, task: "" }) : undefined;
}

// A text whatever users send as payload, never the description of an element.
const textOf = ({ type, payload = {} }) => String(TEXTS[type]?.(payload) ?? payload.reason ?? payload.message ?? "");

const change = (kind, before, after, reason) =>
	`${t(`${kind}.${before}`)} → ${t(`${kind}.${after}`)} · ${inLanguage(reason)}`;

const TEXTS = {
	[TYPE.NODE_STATE]: (node) => change("node", node.previous_state, node.state, node.reason),
	[TYPE.TASK_UPDATE]: (task) => change("status", task.previous_status, task.status, task.reason),
	[TYPE.SYSTEM_LOG]: ({ message }) => inLanguage(String(message ?? "").replace(SUBJECT, "")),
	[TYPE.HELLO]: (hello) => t(hello.resumed ? "resumed" : "connected", hello),
	[TYPE.GAP]: (gap) => `${gap.reason}: ${gap.recover}`,
	[TYPE.CLOCK]: (settings) => t("clockRuns", settings),
	[TYPE.NODE_UPDATE]: (node) =>
		`${node.id}: ${node.state}, GPU ${percent(node.gpu_usage)}, CPU ${percent(node.cpu_usage)}`,
	[TYPE.TRAINING_PROGRESS]: (task) =>
		`${nameOf(task.task_id)}: ${percent(task.progress * 100, 2)}, ${t("loss")} ${task.loss}`,
	[TYPE.CLUSTER_STATUS]: (cluster) => t("clusterIs", { active: cluster.active_nodes, total: cluster.total_nodes }),
};
