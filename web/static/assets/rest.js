// What the page asks REST for: the past, and the start of every curve.
import { secondsOf } from "./format.js";
import { t } from "./i18n.js";
import { createStore, CURVE_POINTS, CURVE_STEP, putTask } from "./store.js";

/** The server's address, with a slash at the end. */
export const BASE = new URL("..", import.meta.url).href;
const CURVE_SECONDS = 600; // of loss on a task's card
const PARALLEL_REQUESTS = 6; // a browser's connections to one server over HTTP/1.1
const PATIENCE_MS = 15_000; // with one request
const BACKOFF_MS = { base: 1000, cap: 30_000, longest: 3_600_000 }; // a server may ask for the longest

/** Requests JSON from a path of the server once; a refusal is an Error in the server's words. */
export async function requestJSON(path, { signal, ...options } = {}) {
	const patience = AbortSignal.timeout(PATIENCE_MS);
	const signals = AbortSignal.any([patience, signal].filter(Boolean));
	const response = await fetch(BASE + path, { ...options, signal: signals }).catch(() => null);
	const body = await response?.json().catch(() => null);
	if (response?.ok && body) return body;
	const detail = body?.detail ?? explain(response, patience);
	const message = Array.isArray(detail) ? detail.map((each) => each?.msg).join("; ") : detail;
	const waitMs = 1000 * Number(response?.headers.get("Retry-After")) || 0;
	throw Object.assign(new Error(message), { status: response?.status, waitMs });
}

function explain(response, patience) {
	if (patience.aborted) return t("noAnswerIn", { s: PATIENCE_MS / 1000 });
	if (!response) return t("noAnswer");
	return response.ok ? t("badAnswer") : `${response.status} ${response.statusText}`;
}

/**
 * Does a job until it succeeds, with back-off, and returns its result. `tell` takes the words of each failure, and ""
 * after the last. A request that makes no sense fails for good.
 */
export async function persist(job, tell = () => {}, signal) {
	for (let failures = 1; ; failures += 1) {
		try {
			const result = await job();
			if (failures > 1) tell("");
			return result;
		} catch (error) {
			const { message, status, waitMs = 0 } = error;
			if (signal?.aborted || (status >= 400 && status < 500 && ![408, 425, 429].includes(status))) throw error;
			const backoffMs = Math.min(BACKOFF_MS.cap, BACKOFF_MS.base * 2 ** failures) * Math.random();
			const ms = Math.min(BACKOFF_MS.longest, waitMs) + backoffMs;
			// An answer of another shape breaks the code that reads it.
			const words = error.constructor === Error ? message : t("badAnswer");
			tell(`${words} ${t("nextTry", { s: Math.ceil(ms / 1000) })}`);
			await new Promise((resolve) => setTimeout(resolve, ms));
			signal?.throwIfAborted();
		}
	}
}

/** Returns the path of a task or a node, by its id. */
export function pathOf({ task, node }) {
	if (task) return `monitor/training/${encodeURIComponent(task)}`;
	return `monitor/ray/cluster/node/${encodeURIComponent(node)}/metrics`;
}

/** Requests the seconds before a time, in columns of a value every `step` seconds. */
export function requestHistory(ids, to, seconds, step, options) {
	const from = new Date((secondsOf(to) - seconds) * 1000).toISOString();
	return requestJSON(`${pathOf(ids)}/history?${new URLSearchParams({ from, to, step: `${step}s` })}`, options);
}

// A task has no loss before its start, though REST tells of the one it will start with.
const lossesSinceStart = ({ time, start_time, loss }, end = Infinity) =>
	loss.filter((_, i) => secondsOf(time[i]) >= secondsOf(start_time[i]) && secondsOf(time[i]) < end);

/** Extends a task's curve, once, by its losses from before the page was opened. */
export async function fillLosses(store, id) {
	if (store.filled.has(id)) return;
	store.filled.add(id);
	await persist(async () => {
		const history = await requestHistory({ task: id }, store.time, CURVE_SECONDS, CURVE_STEP);
		const curve = store.losses.get(id);
		if (!curve) return;
		curve.values = [...lossesSinceStart(history, curve.start), ...curve.values].slice(-CURVE_POINTS);
	});
}

/**
 * Requests the picture at an instant; calls `onGrown` with the store whenever there is more of it, and `tell` with the
 * words of failures.
 */
export async function loadPast(instant, live, signal, onGrown, tell) {
	const options = { signal };
	const again = (job) => persist(job, tell, signal);
	const { store, nodes } = await again(() => loadCluster(instant, live, options));
	onGrown(store);

	const taskIDs = new Set([...live.tasks.keys(), ...nodes.flatMap(({ training }) => training?.task_id ?? [])]);
	const marks = [];
	const loadTask = (id) => async () => marks.push(...(await loadPastTask(store, id, options)));
	const at = new URLSearchParams({ at: store.time });
	const loadNode = ({ id }) => async () =>
		store.nodes.set(id, await requestJSON(`${pathOf({ node: id })}?${at}`, options));
	const jobs = [...[...taskIDs].map(loadTask), ...nodes.map(loadNode)];
	await runAll(jobs.map((job) => () => again(job)), () => onGrown(store));
	marks.sort((a, b) => secondsOf(a.time) - secondsOf(b.time));
	for (const mark of marks) store.notes.push(mark);
	onGrown(store);
}

async function loadCluster(at, live, options) {
	const query = `?at=${encodeURIComponent(at)}`;
	const [listed, used] = await Promise.all([
		requestJSON(`monitor/ray/cluster/node${query}`, options),
		requestJSON(`monitor/ray/cluster/status${query}`, options),
	]);
	const { last_updated: time, nodes, cluster_status: cluster } = listed;
	const { hello, speed, tints } = live;
	const store = { ...createStore(), hello, speed, tints, time, cluster };
	nodes.forEach(({ training, ...node }, i) => {
		store.nodes.set(node.id, { ...node, ...used.nodes[i], state: node.state, task_id: training?.task_id });
	});
	return { store, nodes };
}

// Puts a task that had started into a store of the past; returns its events.
async function loadPastTask(store, id, options) {
	const { events, ...columns } = await requestHistory({ task: id }, store.time, CURVE_SECONDS, CURVE_STEP, options);
	const lastOf = (column) => (Array.isArray(column) ? column.at(-1) : column);
	const last = Object.entries(columns).map(([name, column]) => [name, lastOf(column)]);
	const task = Object.fromEntries(last.filter(([, value]) => value !== null));
	if (secondsOf(task.start_time) > secondsOf(store.time)) return [];
	putTask(store, { ...task, metrics: task });
	store.losses.get(id).values = lossesSinceStart(columns);
	return events;
}

async function runAll(jobs, onDone) {
	const worker = async () => {
		for (let job = jobs.shift(); job; job = jobs.shift()) {
			await job();
			onDone();
		}
	};
	await Promise.all(Array.from({ length: PARALLEL_REQUESTS }, worker));
}
