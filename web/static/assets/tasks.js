// The tasks as cards: active ones first, the rest folded away when there are many.
import { button, copyButton, h, link, sparkline, toggle } from "./dom.js";
import { ageOf, duration, loss, percent } from "./format.js";
import { t } from "./i18n.js";
import { nameOf } from "./names.js";
import { isEnded, timeOf } from "./node.js";
import { go, state } from "./state.js";

const FOLDED = 6; // cards that are shown before "show all"
const ORDER = ["running", "paused", "pending", "failed", "completed", "cancelled"];

/** Describes the tasks of a store; `toggleMark` takes a task's id, and `pointAt` that of the one pointed at or "". */
export function tasks({ store, markedTask, toggleMark, pointAt, startButton, actions }) {
	const all = [...store.tasks.values()].sort(inOrder);
	const active = all.filter((task) => !isEnded(task)).length;
	const shown = state.all ? all : all.slice(0, FOLDED);
	const cards = shown.map((task) => card({
		task,
		losses: store.losses.get(task.task_id)?.points ?? [],
		age: isEnded(task) ? "" : ageOf(store, timeOf(task)),
		nodesButton: nodesButton(task, markedTask, toggleMark),
		menu: actions?.menu({ task: task.task_id }, task),
		pointAt,
	}));
	return h("section", { "aria-labelledby": "tasks-title", id: "tasks" },
		h("div.head",
			h("h2", { id: "tasks-title", tabindex: "-1" }, t("tasks")),
			h("p.muted", all.length > 0 && t("taskCounts", { active, ended: all.length - active })),
			startButton),
		h("div.cards", cards),
		all.length > FOLDED && foldButton(all.length),
		store.cluster && !all.length && h("p.empty", h("strong", t("noTasks")), " ", t("noTasksWhy")));
}

function foldButton(count) {
	const text = state.all ? t("showFewer") : t("showAll", { n: count });
	return button(text, () => go({ all: state.all ? "" : "1" }), {
		class: "button fold", "aria-expanded": String(Boolean(state.all)),
	});
}

// Tasks that ended come newest first: one looks for those that have just finished.
const inOrder = (a, b) => rank(a) - rank(b) || (isEnded(a) ? b.start_time.localeCompare(a.start_time) : 0);
const rank = (task) => ORDER.indexOf(task.status);

function card({ task, losses, age, nodesButton, menu, pointAt }) {
	const { task_id: id, status, accuracy, progress } = task;
	const look = { tint: id, "data-task": id, "data-status": status, "data-old": Boolean(age) };
	const hover = { onpointerenter: () => pointAt(id), onpointerleave: () => pointAt("") };
	return h("article.card.task", { key: id, ...look, ...hover },
		h("div.row",
			h("h3", h("span.tint"), link(nameOf(id), { task: id }, { title: `${nameOf(id)} ${id}` })),
			age && h("span.age", age),
			h("span.badge", { key: status }, t(`status.${status}`))),
		h("div.row", idOf(id), menu),
		h("div.curve",
			h("dl",
				value(t("loss"), loss(task.loss)),
				accuracy !== undefined && value(t("accuracy"), percent(accuracy * 100, 1))),
			sparkline(losses)),
		progressBar(`${nameOf(id)} ${id}`, progress),
		h("div.row.small.muted",
			h("strong", percent(progress * 100, 1)),
			h("span", `${t(epochWord(task))} ${task.current_epoch}/${task.total_epochs}`),
			h("span", timeLeft(task)),
			nodesButton));
}

/** Returns the key of the word for the epochs of a task: those of federated ones are rounds. */
export const epochWord = ({ metrics }) => (metrics?.total_rounds ? "round" : "epoch");

/** Describes an id, which a click copies. */
export const idOf = (id) => copyButton(id, { class: "id", title: t("copyID") }, id);

const value = (name, text) => h("div", h("dt", name), h("dd", text));

function progressBar(name, progress) {
	return h("div.bar", {
		role: "progressbar", "aria-label": `${t("progress")} ${name}`,
		"aria-valuemin": 0, "aria-valuemax": 100, "aria-valuenow": Math.round(progress * 100),
	}, h("span", { share: progress }));
}

const timeLeft = ({ status, estimated_time_remaining: seconds }) =>
	status === "running" && seconds > 0 && t("left", { time: duration(seconds) });

function nodesButton({ task_id: id, nodes_involved: nodes = [] }, markedTask, toggleMark) {
	const more = { class: "button chip", title: t("showNodes", { id: nameOf(id) }), disabled: !nodes.length };
	return toggle(t("nodeCount", { n: nodes.length }), () => toggleMark(id), markedTask === id, more);
}
