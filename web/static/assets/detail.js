// One task or node in depth: its facts, and charts that begin with its history and go on live.
import { connect } from "./client.js";
import { Charts } from "./charts.js";
import { h, link } from "./dom.js";
import { isAbout, TYPE } from "./events.js";
import {
	ageOf, degrees, duration, gib, loss, number, percent, power, rate, scientific, secondsOf, short,
} from "./format.js";
import { planDraw } from "./frame.js";
import { t } from "./i18n.js";
import { learnName, nameOf } from "./names.js";
import { condition, isEnded, MEASURES, temperature, timeOf, watts } from "./node.js";
import { BASE, pathOf, persist, requestJSON } from "./rest.js";
import { SPAN_SECONDS, state } from "./state.js";
import { epochWord, idOf } from "./tasks.js";

const POINTS = 300; // of a curve when it is opened
const MARKED = [TYPE.SYSTEM_LOG, TYPE.NODE_STATE, TYPE.TASK_UPDATE];
const share = (value) => percent(100 * value, 1);
const wholeShare = () => [0, 1];
const whole = () => [0, 100];
const firstOf = (column) => (columns) => columns[`${column}.0`]?.find(Number.isFinite);
const upTo = (limit) => [0, 1.05 * limit];
const LOSS_LOOK = { isLog: true, isWide: true };
// A chart may have a range of values that does not depend on them, and a limit. Charts for each GPU are strips.
const TASK_CHARTS = [
	{ name: "loss", text: short, keys: ["loss", "val_loss"], smooth: "loss", dots: ["val_loss"], ...LOSS_LOOK },
	{ name: "accuracy", text: share, keys: ["accuracy", "val_accuracy"], dots: ["val_accuracy"], range: wholeShare },
	{ name: "learningRate", text: scientific, keys: ["learning_rate"] },
	{ name: "gradNorm", text: short, keys: ["grad_norm"], isLog: true },
	{ name: "throughput", text: number, keys: ["samples_per_second"] },
	{ name: "progress", text: share, keys: ["progress"], range: wholeShare },
];
const NODE_CHARTS = [
	{ name: "use", text: percent, perGPU: "utilization", colour: "use", range: whole },
	{ name: "power", text: power, perGPU: "power", colour: "use", range: upTo, limit: firstOf("power_limit") },
	{ name: "heat", text: degrees, perGPU: "temperature", colour: "heat", range: () => MEASURES.heat.range },
	{
		name: "gpuMemory", text: gib, perGPU: "memory_used", colour: "memory", range: upTo,
		limit: firstOf("memory_total"),
	},
	{ name: "cpu", text: percent, keys: ["cpu_usage", "memory_usage", "disk_usage"], range: whole },
	{ name: "network", text: rate, keys: ["sent", "received"] },
];

/** Follows the task or node that the address names. */
export class Detail {
	marks = []; // events
	#live; // the store of the present
	#ids = { task: state.task, node: state.node };
	#id = state.task || state.node;
	#entity = null; // the newest payload
	#early = []; // events that come before the history
	#charts = null;
	#trouble = "";
	#ownStream = null;
	#end = new AbortController();

	/** Takes the store of the present, and a function that shows an event. */
	constructor(live, openEvent) {
		Object.assign(this, { openEvent });
		this.#live = live;
		const { signal } = this.#end;
		const tell = (words) => {
			this.#trouble = words;
			planDraw();
		};
		persist(() => this.#load(signal), tell, signal).catch((error) => signal.aborted || tell(error.message));
	}

	async #load(signal) {
		const at = state.at ? `?${new URLSearchParams({ at: state.at })}` : "";
		const entity = await requestJSON(pathOf(this.#ids) + at, { signal });
		const until = timeOf(entity);
		const age = state.at ? "" : ageOf(this.#live, until);
		if (age) throw new Error(t("staleAnswer", { age }));
		const isRun = state.span === "run" && entity.start_time;
		const span = isRun ? secondsOf(until) - secondsOf(entity.start_time) + 1 : SPAN_SECONDS[state.span];
		const step = Math.max(1, Math.round(span / POINTS));
		const from = new Date((secondsOf(until) - Math.max(1, span)) * 1000).toISOString();
		const query = new URLSearchParams({ from, to: until, step: `${step}s` });
		const history = await requestJSON(`${pathOf(this.#ids)}/history?${query}`, { signal });
		this.#entity = entity;
		if (history.model) learnName({ task_id: this.#id, metrics: history });
		this.#begin(history, isRun ? Infinity : span, until);
	}

	#begin({ time, events, gpus, ...columns }, span, until) {
		Object.assign(columns, byGPU(gpus));
		const start = columns.start_time ? blankBeforeStart(columns, time) : -Infinity;
		const charts = chartsWithValues(this.#ids.task ? TASK_CHARTS : NODE_CHARTS, columns);
		this.marks = events;
		const instants = time.map(secondsOf);
		const shown = { charts, columns, start, span, marks: events, ids: this.#ids, openEvent: this.openEvent };
		this.#charts = new Charts({ ...shown, time: instants, zoneOf: until });
		for (const event of this.#early) this.#follow(event);
		this.#early = null;
		// REST knows any id; the page's own stream has only those of the scenario.
		const known = this.#ids.task ? this.#live.tasks : this.#live.nodes;
		if (!state.at && this.#live.cluster && !known.has(this.#id)) this.#openStream();
		planDraw();
	}

	#openStream() {
		const filter = this.#ids.task ? { taskIds: [this.#id] } : { nodeIds: [this.#id] };
		const onEvent = (event) => {
			this.#follow(event);
			planDraw();
		};
		this.#ownStream = connect({ url: BASE, ...filter, onEvent });
	}

	/** Reports whether there is a stream beside the page's. */
	hasOwnStream() {
		return Boolean(this.#ownStream);
	}

	/** Takes an event of the page's stream. */
	take(event) {
		if (state.at || event.type === TYPE.HELLO || !isAbout(event, this.#id)) return;
		if (this.#early) this.#early.push(event);
		else this.#follow(event);
	}

	#follow(event) {
		const { id, type, time, payload } = event;
		if (!id) return; // a user has sent it
		if (MARKED.includes(type)) this.marks.push({ ...event, time: payload.at ?? time });
		if (type !== (this.#ids.task ? TYPE.TRAINING_PROGRESS : TYPE.NODE_UPDATE)) return;
		if (time > timeOf(this.#entity)) this.#entity = payload;
		this.#charts.append(secondsOf(time), { ...payload, ...payload.metrics, ...byGPU(payload.gpus) });
	}

	/** Ends the stream and the charts. */
	close() {
		this.#end.abort();
		this.#ownStream?.close();
		this.#charts?.close();
	}

	/** Draws the charts at the next animation frame. */
	redraw() {
		this.#charts?.redraw();
	}

	/** Describes the view of a store. */
	view({ store, isHeld, actions }) {
		const { task, node } = this.#ids;
		const entity = store.tasks.get(task) ?? store.nodes.get(node) ?? this.#entity;
		if (!isHeld || state.at) this.redraw();
		return h("section.detail", { "aria-labelledby": "detail-title", id: "detail", tint: task },
			h("div.head",
				link(`← ${t("back")}`, { task: "", node: "" }, { class: "button" }),
				h("h2", { id: "detail-title", tabindex: "-1", class: node && "mono" },
					task ? [h("span.tint"), nameOf(task)] : node),
				task && idOf(task),
				entity && badge(entity, task),
				entity && !isEnded(entity) && h("span.age", ageOf(store, timeOf(entity))),
				entity && actions?.row(this.#ids, entity)),
			this.#trouble && h("p.empty", { role: "alert" }, this.#trouble),
			entity && facts(task ? taskFacts(entity) : nodeFacts(entity, store.now)),
			!this.#charts && !this.#trouble && h("p.muted", t("waiting")),
			this.#charts && [this.#charts.tools(store), h(this.#charts.root)]);
	}
}

// Returns the values of all GPUs by keys such as "power.0".
function byGPU(gpus) {
	const values = {};
	for (const { index, ...gpu } of gpus ?? []) for (const name in gpu) values[`${name}.${index}`] = gpu[name];
	return values;
}

// A task has no values before its start, though REST tells of those it will start with. Returns the start.
function blankBeforeStart(columns, time) {
	const start = secondsOf(columns.start_time.at(-1));
	const blanks = time.filter((each) => secondsOf(each) < start).length;
	for (const column of Object.values(columns)) if (Array.isArray(column)) column.fill(null, 0, blanks);
	return start;
}

// Returns charts with a curve for every GPU, and without curves that have no value.
function chartsWithValues(charts, columns) {
	const hasValues = (key) => columns[key]?.some((value) => value !== null);
	const perGPU = (name) => Object.keys(columns).filter((key) => key.startsWith(`${name}.`));
	const complete = charts.map((chart) => {
		const keys = (chart.keys ?? perGPU(chart.perGPU)).filter(hasValues);
		return { ...chart, keys, isStrip: Boolean(chart.perGPU) && keys.length > 1 };
	});
	return complete.filter(({ keys }) => keys.length);
}

function badge(entity, isTask) {
	const text = isTask ? t(`status.${entity.status}`) : t(`node.${condition(entity)}`);
	return h("span.badge", { key: text, "data-status": entity.status }, text);
}

function facts(all) {
	const known = Object.entries(all).filter(([, value]) => value !== undefined);
	return h("dl.panel.facts", known.map(([name, value]) => h("div", h("dt", t(name)), h("dd", value))));
}

const ifKnown = (value, text) => (value === undefined ? undefined : text(value));

function taskFacts(task) {
	const { current_epoch: epoch, total_epochs: epochs, nodes_involved: nodes = [] } = task;
	return {
		progress: share(task.progress),
		[epochWord(task)]: `${number(epoch)} / ${number(epochs)}`,
		loss: loss(task.loss),
		accuracy: ifKnown(task.accuracy, share),
		remaining: ifKnown(task.estimated_time_remaining, duration),
		nodes: nodes.map((id) => h("span", link(id, { task: "", node: id }, { class: "mono" }), " ")),
	};
}

function nodeFacts(node, now) {
	const { gpus, task_id: task } = node;
	return {
		address: node.ip,
		role: t(`role.${node.role}`),
		use: percent(node.gpu_usage ?? node.cpu_usage),
		heat: gpus && degrees(temperature(node)),
		power: gpus && power(watts(node)),
		gpu: gpus && `${gpus.length} × ${gpus[0].name}`,
		lastSeen: t("ago", { time: duration((now || secondsOf(timeOf(node))) - node.heartbeat / 1000) }),
		task: task ? link(nameOf(task), { task, node: "" }) : undefined,
	};
}
