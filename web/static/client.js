/**
 * The stream client of trainmock: one connection that finds its transport, survives the server and forgets nothing.
 *
 *     import { connect } from "http://localhost:6677/client.js";
 *     const stream = connect({ topics: ["training"], onEvent: (event) => console.log(event.type, event.payload) });
 *
 * Runs as it is in browsers, and in Node, where the file has to be saved and `url` passed.
 *
 * @typedef {"hello" | "snapshot" | "clock" | "heartbeat" | "gap" | "bye" | "pong" | "error" | "cluster_status"
 *   | "node_state" | "task_update" | "system_log" | "node_update" | "training_progress"} EventType
 *
 * @typedef {object} StreamEvent
 * @property {string} [id] EPOCH:TICK:INDEX; snapshots and events with a topic have one
 * @property {EventType} type expect more, and ignore what you do not know
 * @property {string} time world time, RFC 3339
 * @property {any} payload optional fields are left out, never null
 *
 * @typedef {object} State
 * @property {"connecting" | "live" | "reconnecting" | "closed"} status
 * @property {"ws" | "sse"} transport in use, or tried last
 * @property {number} attempt attempts in a row that failed; 0 while live
 * @property {number} retryInMs wait before the next attempt; 0 when none is planned
 * @property {string} [reason] why the server refused for good, in its own words
 *
 * @typedef {object} Options
 * @property {string} [url] the server, for example "http://localhost:6677"; defaults to where this file came from
 * @property {string[]} [topics] nodes, training, cluster, tasks, logs; defaults to all
 * @property {string[]} [taskIds] only events that name one of these tasks or `nodeIds`
 * @property {string[]} [nodeIds] only events that name one of these nodes or `taskIds`
 * @property {string} [interval] thins the periodic events, for example "5s"
 * @property {"auto" | "ws" | "sse"} [transport] defaults to "auto": WebSocket, and SSE where no socket can be opened
 * @property {string} [since] id of the last event already known: continue after it
 * @property {(event: StreamEvent) => void} [onEvent]
 * @property {(state: State) => void} [onState]
 *
 * @typedef {object} Connection
 * @property {State} state
 * @property {() => void} close ends the stream for good
 * @property {() => void} retryNow skips the wait before the next attempt
 */

const HOME = import.meta.url.startsWith("http") ? new URL(".", import.meta.url).href : "http://localhost:6677/";
const BACKOFF_BASE_MS = 500;
const BACKOFF_CAP_MS = 10_000;
const OPEN_TIMEOUT_MS = 5_000;
// The server breaks a silence with a heartbeat every 15 s: two missed ones and some slack mean a dead line.
const SILENCE_TIMEOUT_MS = 40_000;
// A connection that ends sooner counts as one more failure, so that a server that hangs up at once is not hammered.
const SETTLED_MS = 5_000;

/** @type {(options?: Options) => Connection} */
export const connect = (options = {}) => new Stream(options);

class Stream {
	#options;
	#allKinds;
	#kinds; // those to try next, in this order
	#link = null;
	#timer = 0;
	#failures = 0;
	#waitAtLeast = 0;
	#wasLive = false;
	#since;
	#seen = null;
	state = { status: "connecting", transport: "ws", attempt: 0, retryInMs: 0 };

	constructor(options) {
		this.#options = options;
		this.#since = options.since;
		this.#allKinds = transports(options.transport);
		this.#kinds = this.#allKinds;
		// Not at once: callers use the returned connection inside their callbacks.
		queueMicrotask(() => this.state.status !== "closed" && this.#dial(0));
	}

	close() {
		this.#end({});
	}

	retryNow() {
		if (!this.#timer) return;
		clearTimeout(this.#timer);
		this.#dial(0);
	}

	#end(why) {
		clearTimeout(this.#timer);
		this.#timer = 0;
		this.#link?.close();
		this.#link = null;
		if (this.state.status !== "closed") this.#report("closed", why);
	}

	#report(status, more = {}) {
		this.state = { status, transport: this.state.transport, attempt: this.#failures, retryInMs: 0, ...more };
		call(this.#options.onState, this.state);
	}

	// Only the current link may speak: what an abandoned socket still delivers finds another `#link` and is dropped.
	#dial(index) {
		this.#timer = 0;
		const kind = this.#kinds[index];
		const link = { heard: Date.now(), liveSince: 0, close() {} };
		this.#link = link;
		this.#report(this.#wasLive ? "reconnecting" : "connecting", { transport: kind });
		if (this.#link !== link) return;

		const end = (failure) => {
			if (this.#link !== link) return;
			this.#link = null;
			link.close();
			if (link.liveSince) this.#lost(link.liveSince);
			else this.#refused(index, failure);
		};
		const message = (text) => {
			if (this.#link !== link) return;
			link.heard = Date.now();
			if (!link.liveSince) this.#live(link, kind);
			if (this.#link === link) this.#receive(text);
		};
		const open = kind === "ws" ? openSocket : openEvents;
		const close = open(this.#address(kind), message, end);
		const watchdog = setInterval(() => {
			if (Date.now() - link.heard > (link.liveSince ? SILENCE_TIMEOUT_MS : OPEN_TIMEOUT_MS)) end();
		}, OPEN_TIMEOUT_MS / 4);
		link.close = () => {
			clearInterval(watchdog);
			close();
		};
	}

	#live(link, kind) {
		link.liveSince = Date.now();
		this.#wasLive = true;
		// What worked once is tried alone: a server that restarts should not push everybody to the fallback.
		this.#kinds = [kind];
		this.#report("live", { attempt: 0 });
	}

	#lost(liveSince) {
		this.#failures = Date.now() - liveSince > SETTLED_MS ? 1 : this.#failures + 1;
		this.#retry();
	}

	#refused(index, failure) {
		if (index + 1 < this.#kinds.length) return this.#dial(index + 1);
		this.#failures += 1;
		if (this.#failures > 2) this.#kinds = this.#allKinds;
		// A refusal may be about the id alone; without it the next attempt tells.
		if (failure?.final && !this.#since) return this.#end({ reason: failure.message });
		if (failure?.final) this.#since = undefined;
		this.#waitAtLeast = failure?.retryMs ?? 0;
		this.#retry();
	}

	#retry() {
		const ceiling = Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** this.#failures);
		const retryInMs = Math.round(this.#waitAtLeast + Math.random() * ceiling);
		this.#waitAtLeast = 0;
		this.#timer = setTimeout(() => this.#dial(0), retryInMs);
		this.#report(this.#wasLive ? "reconnecting" : "connecting", { retryInMs });
	}

	#receive(text) {
		const event = JSON.parse(text);
		if (event.id && !this.#isNew(event)) return;
		if (event.type === "hello" && event.payload?.epoch !== this.#seen?.epoch) this.#seen = null;
		if (event.type === "bye") this.#waitAtLeast = event.payload?.retry_ms ?? 0;
		call(this.#options.onEvent, event);
	}

	// A snapshot says where the stream stands, even when that is behind what was seen before.
	#isNew({ id, type }) {
		const [history, tick, index] = id.split(":");
		// Behind the dot are the commands so far.
		const [epoch] = history.split(".");
		const at = { epoch, tick: Number(tick), index: Number(index) };
		const seen = this.#seen;
		const isBefore = at.tick < seen?.tick || (at.tick === seen?.tick && at.index <= seen.index);
		const isOld = seen?.epoch === epoch && isBefore;
		if (isOld && type !== "snapshot") return false;
		this.#seen = at;
		this.#since = id;
		return true;
	}

	#address(kind) {
		const { url = HOME, topics = [], taskIds = [], nodeIds = [], interval } = this.#options;
		const address = new URL(`stream/${kind}`, url.endsWith("/") ? url : `${url}/`);
		if (kind === "ws") address.protocol = address.protocol.replace("http", "ws");
		if (topics.length) address.searchParams.set("topics", topics.join(","));
		for (const id of taskIds) address.searchParams.append("task_id", id);
		for (const id of nodeIds) address.searchParams.append("node_id", id);
		if (interval) address.searchParams.set("interval", interval);
		if (this.#since) address.searchParams.set("since", this.#since);
		return address.href;
	}
}

function openSocket(url, message, end) {
	const socket = new WebSocket(url);
	socket.onmessage = ({ data }) => message(data);
	// Some Node releases tell of a refused handshake by an error alone.
	socket.onclose = socket.onerror = () => end();
	return () => {
		socket.onmessage = socket.onclose = socket.onerror = null;
		socket.close();
	};
}

// fetch rather than EventSource: it exists in Node, shows the status of a refusal, and leaves reconnecting to us.
function openEvents(url, message, end) {
	const abort = new AbortController();
	readEvents(url, abort.signal, message).then(() => end(), end);
	return () => abort.abort();
}

async function readEvents(url, signal, message) {
	const response = await fetch(url, { headers: { Accept: "text/event-stream" }, cache: "no-store", signal });
	if (!response.ok) throw await refusal(response);
	const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
	let rest = "";
	for (;;) {
		const { done, value } = await reader.read();
		if (done) return;
		const lines = (rest + value).split("\n");
		rest = lines.pop();
		for (const line of lines) if (line.startsWith("data:")) message(line.slice(5));
	}
}

async function refusal(response) {
	const { detail } = await response.json().catch(() => ({}));
	const text = Array.isArray(detail) ? detail.map(({ msg }) => msg).join("; ") : detail;
	const retryMs = 1000 * (Number(response.headers.get("Retry-After")) || 0);
	return Object.assign(new Error(text ?? `HTTP ${response.status}`), { final: response.status === 422, retryMs });
}

function transports(wanted = "auto") {
	if (wanted !== "auto") return [wanted];
	return typeof WebSocket === "undefined" ? ["sse"] : ["ws", "sse"];
}

// A callback that throws is reported as any listener's error would be, and does not take the stream down with it.
function call(callback, value) {
	try {
		callback?.(value);
	} catch (error) {
		queueMicrotask(() => {
			throw error;
		});
	}
}
