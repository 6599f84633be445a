import { useEffect, useReducer } from "react";
import { connect } from "trainmock/client";

const RENDER_MS = 16; // Several events are rendered at once.
const LOG_LENGTH = 50;
const LOSSES_LENGTH = 600;

const EMPTY = {
	connection: "connecting",
	snapshot: undefined, // the id of the last one; histories asked for before it may be of another run
	now: undefined,
	status: undefined,
	nodes: new Map(), // by id
	tasks: new Map(), // by id
	losses: new Map(), // by the id of the task: the points since the snapshot
	log: [], // the newest first
	problems: {}, // how often there was one of each kind
};

/** Returns the cluster as the stream of a server tells it, from the first snapshot on. */
export function useCluster(url) {
	const [cluster, add] = useReducer(addAll, EMPTY);
	useEffect(() => {
		let waiting = [];
		const flush = () => {
			add(waiting);
			waiting = [];
		};
		const wait = (change) => {
			if (waiting.push(change) === 1) setTimeout(flush, RENDER_MS);
		};
		const stream = connect({
			url,
			onEvent: wait,
			onState: ({ status }) => wait({ type: "connection", status }),
			onProblem: ({ kind, over, count = 1 }) => over || wait({ type: "problem", kind, count }),
		});
		return () => stream.close();
	}, [url]);
	return cluster;
}

function addAll(cluster, changes) {
	const { nodes, tasks, losses } = cluster;
	const next = { ...cluster, nodes: new Map(nodes), tasks: new Map(tasks), losses: new Map(losses) };
	for (const change of changes) addOne[change.type]?.(next, change);
	return next;
}

// How each type of event changes the cluster. There may be others, which the app does not show.
const addOne = {
	snapshot(next, { id, time, payload }) {
		Object.assign(next, { snapshot: id, now: time, status: payload.cluster_status, losses: new Map() });
		next.nodes = new Map(payload.nodes.map((node) => [node.id, node]));
		next.tasks = new Map(payload.tasks.map((task) => [task.task_id, task]));
	},
	clock(next, { payload }) {
		next.now = payload.now;
	},
	cluster_status(next, { time, payload }) {
		Object.assign(next, { now: time, status: payload });
	},
	node_update(next, { payload }) {
		next.nodes.set(payload.id, payload);
	},
	training_progress(next, { time, payload }) {
		const { task_id, loss } = payload;
		const losses = next.losses.get(task_id) ?? [];
		next.tasks.set(task_id, payload);
		next.losses.set(task_id, [...losses, { time: Date.parse(time), loss }].slice(-LOSSES_LENGTH));
	},
	task_update(next, { payload }) {
		const task = next.tasks.get(payload.id);
		if (task) next.tasks.set(payload.id, { ...task, status: payload.status });
	},
	system_log(next, { id, time, payload }) {
		next.log = [{ id, time, ...payload }, ...next.log].slice(0, LOG_LENGTH);
	},
	connection(next, { status }) {
		next.connection = status;
	},
	problem(next, { kind, count }) {
		next.problems = { ...next.problems, [kind]: (next.problems[kind] ?? 0) + count };
	},
};
