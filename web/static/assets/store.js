// The page's picture of the cluster: stream events, and an overview of what was before them.
import { Curve } from "./curve.js";
import { hasPlace, instantOf, KINDS, TYPE } from "./events.js";
import { secondsOf } from "./format.js";
import { learnName } from "./names.js";
import { isEnded, timeOf, utilisation, watts } from "./node.js";

const NOTES = 1000; // changes and log lines to look back on
const EVENTS = 4000; // of all kinds: a few ticks of a thousand nodes
const CURVE_STEP = 5; // world seconds between two points of a small curve, at least
const TASKS = 500; // past so many, those that ended first leave the page
const FRESH_TICKS = 3; // in which a value is new

/** Keeps the last so many items. */
class Ring {
	count = 0; // of all items ever pushed

	constructor(limit, items = []) {
		Object.assign(this, { limit, items: [] });
		for (const item of items) this.push(item);
	}

	/** Adds an item in place of the oldest. */
	push(item) {
		this.items[this.count % this.limit] = { n: this.count + 1, item };
		this.count += 1;
	}

	/** Returns up to `most` wanted items, newest first, as `{n, item}` with a number of its own. */
	newest(most, isWanted) {
		const found = [];
		const oldest = Math.max(0, this.count - this.limit);
		for (let n = this.count; n > oldest && found.length < most; n -= 1) {
			const entry = this.items[(n - 1) % this.limit];
			if (isWanted(entry.item)) found.push(entry);
		}
		return found;
	}

	/** Returns a ring of the same items. */
	copy() {
		return Object.assign(new Ring(this.limit), { items: [...this.items], count: this.count });
	}
}

// What ends with an epoch.
const emptyPicture = () => ({
	nodes: new Map(), tasks: new Map(), losses: new Map(),
	totals: { gpu: new Curve(CURVE_STEP), power: new Curve(CURVE_STEP), samples: new Curve(CURVE_STEP) },
});

/** Returns an empty store, which `apply` fills. */
export const createStore = () => ({
	...emptyPicture(),
	hello: null, // its payload
	worlds: 0, // how often another world took the place of the one before
	time: "", // of the world, RFC 3339
	clusterTime: "", // of the newest cluster_status
	now: 0, // world time in seconds since 1970, what the stream is behind counted
	freshSince: -Infinity, // values of before are old
	speed: 1, // world seconds in a second
	cluster: null, // the payload of the newest cluster_status
	measured: "", // the time of the newest totals
	notes: new Ring(NOTES),
	events: new Ring(EVENTS),
});

/** Applies one event to a store: unknown types, and events that users send, change nothing but the lists. */
export function apply(store, event) {
	store.events.push(event);
	if (!KINDS.stream.includes(event.type)) store.notes.push(event);
	if (!hasPlace(event)) return;
	// A hello tells of now, and ticks from before may follow it.
	if (event.time > store.time && (event.id || !store.time)) store.time = event.time;
	APPLY[event.type]?.(store, event.payload, event.time);
}

/** Returns a copy of a store that later events do not change. */
export function freeze(store) {
	const { nodes, tasks, losses, totals, notes, events } = store;
	const copies = (curves) => curves.map(([name, curve]) => [name, curve.copy()]);
	return {
		...store, nodes: new Map(nodes), tasks: new Map(tasks), losses: new Map(copies([...losses])),
		totals: Object.fromEntries(copies(Object.entries(totals))), notes: notes.copy(), events: events.copy(),
	};
}

const APPLY = {
	[TYPE.HELLO](store, hello, time) {
		if (store.hello && store.hello.epoch !== hello.epoch) {
			Object.assign(store, emptyPicture(), { time, worlds: store.worlds + 1, notes: new Ring(NOTES) });
		}
		Object.assign(store, { hello, speed: hello.speed });
	},
	[TYPE.SNAPSHOT](store, { cluster_status: cluster = store.cluster, nodes = [], tasks = [] }, time) {
		const { losses, totals, tasks: before } = store;
		Object.assign(store, emptyPicture(), { losses, totals, cluster, time, clusterTime: time });
		for (const node of nodes) store.nodes.set(node.id, node);
		// A snapshot's tasks have no metrics.
		for (const task of tasks) putTask(store, { metrics: before.get(task.task_id)?.metrics, ...task });
		for (const id of losses.keys()) if (!store.tasks.has(id)) dropTask(store, id);
	},
	[TYPE.CLUSTER_STATUS](store, cluster, clusterTime) {
		Object.assign(store, { cluster, clusterTime });
	},
	[TYPE.NODE_UPDATE]({ nodes }, node) {
		nodes.set(node.id, node);
	},
	[TYPE.TRAINING_PROGRESS]: putTask,
	[TYPE.TASK_UPDATE]({ tasks }, { id, status, nodes_involved }) {
		if (tasks.has(id)) tasks.set(id, { ...tasks.get(id), status, nodes_involved });
	},
	[TYPE.NODE_STATE]({ nodes }, { id, state }) {
		if (nodes.has(id)) nodes.set(id, { ...nodes.get(id), state });
	},
	[TYPE.CLOCK](store, { speed, scenario }) {
		store.speed = speed;
		if (scenario) store.hello = { ...store.hello, scenario };
	},
};

// Puts a task into a store, and its loss into its curve.
function putTask(store, task) {
	const id = task.task_id;
	learnName(task);
	store.tasks.set(id, task);
	// Before its start a task has no loss, though it tells of the one it will start with.
	if (!store.losses.has(id)) store.losses.set(id, new Curve(CURVE_STEP, true));
	const now = secondsOf(store.time);
	if (secondsOf(task.start_time) <= now && !isEnded(task)) store.losses.get(id).append(now, task.loss, gapOf(store));
	const oldest = store.tasks.size > TASKS && [...store.tasks.values()].find(isEnded);
	if (oldest) dropTask(store, oldest.task_id);
}

function dropTask({ tasks, losses }, id) {
	tasks.delete(id);
	losses.delete(id);
}

// Returns the world seconds without a value that are a gap in a curve.
const gapOf = ({ hello, speed }) => FRESH_TICKS * ((hello?.tick_ms ?? 1000) / 1000) * speed;

/** Adds what an overview tells to a store of its instant, or of one that has begun there. */
export function addPast(store, { time, totals, tasks, events }) {
	for (const task of tasks) {
		const id = task.task_id;
		learnName(task);
		if (!(timeOf(store.tasks.get(id) ?? {}) > time)) store.tasks.set(id, task);
		if (!store.losses.has(id)) store.losses.set(id, new Curve(CURVE_STEP, true));
		const { values, ...curve } = task.loss_curve;
		store.losses.get(id).precede(pointsOf(curve, values));
	}
	store.totals.gpu.precede(pointsOf(totals, totals.gpu_usage));
	store.totals.power.precede(pointsOf(totals, totals.power));
	store.totals.samples.precede(pointsOf(totals, totals.samples_per_second));
	const before = store.notes.newest(NOTES, () => true).map(({ item }) => item);
	store.notes = new Ring(NOTES, sortOnce([...before, ...events]));
}

const pointsOf = ({ from, step_seconds: step }, values) =>
	values.map((value, i) => [secondsOf(from) + i * step, value]);

// Returns events in the order of time, each once: what happened in the world tells its instant itself.
function sortOnce(events) {
	const keyOf = ({ type, time, payload }) => type + JSON.stringify(payload) + (payload.at ? "" : time);
	const once = new Map(events.map((event) => [keyOf(event), event]));
	return [...once.values()].sort((a, b) => secondsOf(instantOf(a)) - secondsOf(instantOf(b)));
}

const sum = (items, valueOf) => items.reduce((total, item) => total + valueOf(item), 0);

/** Tells a store how far the stream is behind: that makes its values old, unless the world stands. */
export function grow(store, secondsBehind) {
	const { hello, speed, time } = store;
	if (!hello || !time) return;
	store.now = secondsOf(time) + secondsBehind * speed;
	store.freshSince = speed ? store.now - FRESH_TICKS * (hello.tick_ms / 1000) * speed - 0.001 : -Infinity;
}

/** Adds up the totals of a new tick; to be called before drawing, when the tick is complete. */
export function settle(store) {
	if (store.measured === store.time) return;
	store.measured = store.time;
	const { totals, time } = store;
	const add = (curve, value) => curve.append(secondsOf(time), value, gapOf(store));
	const busy = [...store.nodes.values()].filter((node) => node.state === "ALIVE" && node.gpus);
	if (busy.length) {
		add(totals.gpu, sum(busy, utilisation) / busy.length);
		add(totals.power, sum(busy, watts));
	}
	// A snapshot's tasks have no metrics, which does not mean a throughput of zero.
	const measured = [...store.tasks.values()].filter((task) => task.metrics && !isEnded(task));
	if (measured.length) add(totals.samples, sum(measured, ({ metrics }) => metrics.samples_per_second ?? 0));
}
