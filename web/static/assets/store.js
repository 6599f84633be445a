// The page's picture of the cluster, from stream events alone.
import { hasPlace, KINDS, TYPE } from "./events.js";
import { secondsOf } from "./format.js";
import { isEnded, utilisation, watts } from "./node.js";

const NOTES = 1000; // changes and log lines to look back on
const EVENTS = 4000; // of all kinds: a few ticks of a thousand nodes
/** Most points of a small curve. */
export const CURVE_POINTS = 120;
/** World seconds between two points of a task's small curve. */
export const CURVE_STEP = 5;
const TASKS = 500; // past so many, those that ended first leave the page
const TINTS = 5;
const FRESH_TICKS = 3; // in which a value is new

/** Keeps the last so many items. */
class Ring {
	count = 0; // of all items ever pushed

	constructor(limit, items = []) {
		Object.assign(this, { limit, items });
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
		return Object.assign(new Ring(this.limit, [...this.items]), { count: this.count });
	}
}

// What ends with an epoch; `filled` are the ids of curves that have their past.
const emptyPicture = () => ({
	nodes: new Map(), tasks: new Map(), losses: new Map(), filled: new Set(),
	totals: { gpu: [], power: [], samples: [] },
});

/** Returns an empty store, which `apply` fills. */
export const createStore = () => ({
	...emptyPicture(),
	hello: null, // its payload
	time: "", // of the world, RFC 3339
	clusterTime: "", // of the newest cluster_status
	now: 0, // world time in seconds since 1970, what the stream is behind counted
	freshSince: -Infinity, // values of before are old
	speed: 1, // world seconds in a second
	cluster: null, // the payload of the newest cluster_status
	tints: new Map(), // the numbers of tints, by task id
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
	const curves = [...losses].map(([id, curve]) => [id, { ...curve, values: [...curve.values] }]);
	return {
		...store, nodes: new Map(nodes), tasks: new Map(tasks), losses: new Map(curves),
		totals: structuredClone(totals), notes: notes.copy(), events: events.copy(),
	};
}

const APPLY = {
	[TYPE.HELLO](store, hello, time) {
		if (store.hello && store.hello.epoch !== hello.epoch) Object.assign(store, emptyPicture(), { time });
		Object.assign(store, { hello, speed: hello.speed });
	},
	[TYPE.SNAPSHOT](store, { cluster_status: cluster = store.cluster, nodes = [], tasks = [] }, time) {
		const { losses, filled, totals } = store;
		Object.assign(store, emptyPicture(), { losses, filled, totals, cluster, time, clusterTime: time });
		for (const node of nodes) store.nodes.set(node.id, node);
		for (const task of tasks) putTask(store, task);
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

/** Puts a task into a store, and its loss into its curve. */
export function putTask(store, task) {
	const id = task.task_id;
	store.tasks.set(id, task);
	if (!store.tints.has(id)) store.tints.set(id, store.tints.size % TINTS);
	const now = secondsOf(store.time);
	if (!store.losses.has(id)) store.losses.set(id, { values: [], start: now, lastPoint: -Infinity });
	extendCurve(store.losses.get(id), now, task.loss);
	const oldest = store.tasks.size > TASKS && [...store.tasks.values()].find(isEnded);
	if (oldest) dropTask(store, oldest.task_id);
}

// The last point is replaced until its step is over.
function extendCurve(curve, now, value) {
	if (now < curve.lastPoint + CURVE_STEP) curve.values.pop();
	else curve.lastPoint = now;
	push(curve.values, value);
}

function dropTask({ tasks, losses, filled }, id) {
	tasks.delete(id);
	losses.delete(id);
	filled.delete(id);
}

function push(values, value) {
	if (Number.isFinite(value)) values.push(value);
	if (values.length > CURVE_POINTS) values.shift();
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
	const { totals } = store;
	const busy = [...store.nodes.values()].filter((node) => node.state === "ALIVE" && node.gpus);
	if (busy.length) {
		push(totals.gpu, sum(busy, utilisation) / busy.length);
		push(totals.power, sum(busy, watts));
	}
	// A snapshot's tasks have no metrics, which does not mean a throughput of zero.
	const measured = [...store.tasks.values()].filter((task) => task.metrics && !isEnded(task));
	if (measured.length) push(totals.samples, sum(measured, ({ metrics }) => metrics.samples_per_second ?? 0));
}
