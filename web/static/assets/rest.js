// What the page asks REST for: the past, and what was before the stream began.
import { secondsOf } from "./format.js";
import { t } from "./i18n.js";
import { recall, remember } from "./prefs.js";
import { SPAN_SECONDS, state } from "./state.js";
import { addPast, createStore } from "./store.js";

/** The server's address, with a slash at the end. */
export const BASE = new URL("..", import.meta.url).href;
const PATIENCE_MS = 15_000; // with one request
const BACKOFF_MS = { base: 1000, cap: 30_000, longest: 3_600_000 }; // a server may ask for the longest

let token = recall("token", "sessionStorage") ?? "";

/** Reports whether there is a token, which lasts as long as the tab. */
export const hasToken = () => token !== "";

/** Sends a token with what control is asked. */
export function useToken(given) {
	token = given;
	remember("token", given, "sessionStorage");
}

/** Requests JSON from a path of the server once; a refusal is an Error in the server's words. */
export async function requestJSON(path, { signal, ...options } = {}) {
	const patience = AbortSignal.timeout(PATIENCE_MS);
	const signals = AbortSignal.any([patience, signal].filter(Boolean));
	const headers = { ...options.headers };
	if (token && path.startsWith("mock/")) headers.Authorization = `Bearer ${token}`;
	const response = await fetch(BASE + path, { ...options, headers, signal: signals }).catch(() => null);
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

/** Requests the overview of an instant in RFC 3339, or relative to now; another instant than asked for is an error. */
export async function requestOverview(at, more, options) {
	const overview = await requestJSON(`stream/overview?${new URLSearchParams({ at, ...more })}`, options);
	// A fault can answer as of another time.
	if (at.startsWith("2") && Math.abs(secondsOf(overview.time) - secondsOf(at)) > 1) throw new Error(t("badAnswer"));
	return overview;
}

/** Requests the picture at an instant, as a store. */
export async function loadPast(at, live, options) {
	const span = `${SPAN_SECONDS[state.span]}s`;
	const overview = await requestOverview(at, { span, nodes: true }, options);
	const { time, cluster_status: cluster, nodes = [] } = overview;
	const { hello, speed } = live;
	const store = { ...createStore(), hello, speed, time, cluster, measured: time };
	for (const node of nodes) store.nodes.set(node.id, node);
	addPast(store, overview);
	return store;
}
