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
 * @typedef {object} StreamProblem what was wrong with a stream; it goes on
 * @property {"malformed" | "missing" | "repeated" | "reordered" | "late" | "silent"} kind
 * @property {string} [text] malformed: the beginning of a message that is no JSON object with a type
 * @property {string} [id] repeated and late, which were left out; reordered, which was passed on
 * @property {string} [after] missing: nothing came between this id and `before`; known in an unfiltered stream alone
 * @property {string} [before]
 * @property {number} [count] missing: the least number of events, at least one for each tick
 * @property {number} [ms] silent: how long nothing came
 * @property {boolean} [over] silent: whether something has come since
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
 * @property {(problem: StreamProblem) => void} [onProblem]
 *
 * @typedef {object} Connection
 * @property {State} state
 * @property {() => void} close ends the stream for good
 * @property {() => void} retryNow skips the wait before the next attempt
 */

const HOME = import.meta.url.startsWith("http") ? new URL(".", import.meta.url).href : "http://localhost:6677/";
const BACKOFF_BASE_MS = 500;
const BACKOFF_CAP_MS = 10_000;
const OPEN_TIMEOUT_MS = 5_000; // doubled by each failure: a slow server is given the time that it needs
// The server breaks a silence with a heartbeat every 15 s: two missed ones and some slack mean a dead line.
const SILENCE_TIMEOUT_MS = 40_000;
const WATCH_MS = 1_000;
// A connection that ends sooner counts as one more failure, so that a server that hangs up at once is not hammered.
const SETTLED_MS = 5_000;
const RETRY_AFTER_CAP_MS = 3_600_000; // longer than a day would not fit a timer
const FINAL_STATUSES = [401, 403, 404, 422]; // asking again would change nothing
const SILENT_TICKS = 3;
const SILENT_MS = 2_000; // at least, however short a tick is
const TEXT_LENGTH = 200; // of what is told of a malformed message
const ID = /^([^:.]+)[^:]*:(-?\d+):(\d+)$/; // behind the dot are the commands so far

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
	#place;
	#silence;
	#tell = (problem) => call(this.#options.onProblem, problem);
	state = { status: "connecting", transport: "ws", attempt: 0, retryInMs: 0 };

	constructor(options) {
		this.#options = options;
		this.#place = new Place(options.since, isUnfiltered(options), this.#tell);
		this.#silence = new Silence(isUnfiltered(options), this.#tell);
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
		const watchdog = setInterval(() => this.#watch(link, end), WATCH_MS);
		link.close = () => {
			clearInterval(watchdog);
			close();
		};
	}

	#watch({ heard, liveSince }, end) {
		const openTimeout = Math.min(SILENCE_TIMEOUT_MS, OPEN_TIMEOUT_MS * 2 ** this.#failures);
		if (Date.now() - heard > (liveSince ? SILENCE_TIMEOUT_MS : openTimeout)) end();
		else if (liveSince) this.#silence.check(heard);
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
		// A bad request may be one for the id alone; without it the next attempt tells.
		const isAboutID = failure?.status === 422 && this.#place.since;
		if (isAboutID) this.#place.since = undefined;
		else if (FINAL_STATUSES.includes(failure?.status)) return this.#end({ reason: failure.message });
		this.#waitAtLeast = failure?.retryMs ?? 0;
		this.#retry();
	}

	#retry() {
		const ceiling = Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** this.#failures);
		// At least 1, because 0 says that no attempt is planned.
		const retryInMs = Math.ceil(this.#waitAtLeast + (1 - Math.random()) * ceiling);
		this.#waitAtLeast = 0;
		this.#timer = setTimeout(() => this.#dial(0), retryInMs);
		this.#report(this.#wasLive ? "reconnecting" : "connecting", { retryInMs });
	}

	#receive(text) {
		this.#silence.end();
		const event = parse(text);
		if (!event) return this.#tell({ kind: "malformed", text: String(text).slice(0, TEXT_LENGTH) });
		this.#silence.learn(event);
		if (!this.#place.admits(event)) return;
		if (event.type === "bye") this.#waitAtLeast = Number(event.payload?.retry_ms) || 0;
		call(this.#options.onEvent, event);
	}

	#address(kind) {
		const { url = HOME, topics = [], taskIds = [], nodeIds = [], interval } = this.#options;
		const address = new URL(`stream/${kind}`, url.endsWith("/") ? url : `${url}/`);
		if (kind === "ws") address.protocol = address.protocol.replace("http", "ws");
		if (topics.length) address.searchParams.set("topics", topics.join(","));
		for (const id of taskIds) address.searchParams.append("task_id", id);
		for (const id of nodeIds) address.searchParams.append("node_id", id);
		if (interval) address.searchParams.set("interval", interval);
		const since = this.#place.resume();
		if (since) address.searchParams.set("since", since);
		return address.href;
	}
}

// Where a stream stands. It admits each event once, and none of an earlier tick.
class Place {
	since; // the id to resume behind: the last one of the tick before, for events of a tick may change places
	#isWhole; // whether ids follow each other
	#tell;
	#epoch = "";
	#tick = -Infinity; // the newest
	#prefix = ""; // of the newest tick's ids
	#seen = new Set(); // its indices, but those up to #floor, which are all known
	#floor = -1;
	#highest = -1;
	#last = null; // the event up to which holes have been looked for
	#again = -Infinity; // the tick that comes again, because the stream has resumed before it

	constructor(since, isWhole, tell) {
		this.#isWhole = isWhole;
		this.#tell = tell;
		this.since = since;
		if (ID.test(since)) this.#standAt(since);
	}

	// A snapshot tells where the stream stands, even when that is behind what was seen before.
	admits({ id, type }) {
		if (type === "gap") this.#last = null;
		if (type === "heartbeat") this.#finish();
		if (id === undefined) return true;
		if (type === "snapshot") {
			this.#standAt(id);
			return true;
		}
		const [, epoch, tick, index] = ID.exec(id);
		if (epoch !== this.#epoch) this.#start(id);
		else if (Number(tick) > this.#tick) this.#turn(id);
		return this.#isNew(id, Number(tick), Number(index));
	}

	// Returns the id to resume behind. What comes twice then is no news.
	resume() {
		this.#again = this.#tick;
		return this.since;
	}

	#isNew(id, tick, index) {
		const kind = this.#kindOf(tick, index);
		if (kind && tick > this.#again) this.#tell({ kind, id });
		if (kind === "late" || kind === "repeated") return false;
		this.#seen.add(index);
		this.#highest = Math.max(this.#highest, index);
		return true;
	}

	#kindOf(tick, index) {
		if (tick < this.#tick) return "late";
		if (index <= this.#floor || this.#seen.has(index)) return "repeated";
		return index < this.#highest ? "reordered" : "";
	}

	#standAt(id) {
		this.#start(id);
		this.#floor = this.#highest = Number(id.slice(this.#prefix.length));
		this.#last = { id, tick: this.#tick, index: this.#floor };
		this.since = id;
	}

	#start(id) {
		[, this.#epoch] = ID.exec(id);
		this.#again = -Infinity;
		this.#last = null;
		this.#open(id);
	}

	#turn(id) {
		this.#finish();
		this.#open(id);
	}

	#open(id) {
		this.#tick = Number(ID.exec(id)[2]);
		this.#prefix = id.slice(0, id.lastIndexOf(":") + 1);
		this.#seen.clear();
		this.#floor = this.#highest = -1;
	}

	// Looks for holes in the newest tick and before it, since nothing more of it will come.
	#finish() {
		for (const index of [...this.#seen].sort((a, b) => a - b)) this.#passTo(index);
		if (this.#highest >= 0) this.since = this.#prefix + this.#highest;
		this.#floor = this.#highest;
		this.#seen.clear();
	}

	#passTo(index) {
		const [last, tick] = [this.#last, this.#tick];
		this.#last = { id: this.#prefix + index, tick, index };
		if (!last || !this.#isWhole) return;
		const ticks = tick - last.tick;
		const count = ticks ? ticks - 1 + index : index - last.index - 1;
		if (count > 0) this.#tell({ kind: "missing", after: last.id, before: this.#last.id, count });
	}
}

// Tells when nothing comes of a stream that has something for each tick.
class Silence {
	#isSteady; // whether there is something for each tick
	#tell;
	#tickMs = NaN;
	#speed = 0; // of the world
	#since = 0; // ms since 1970; 0 while the stream is heard

	constructor(isSteady, tell) {
		this.#isSteady = isSteady;
		this.#tell = tell;
	}

	learn({ type, payload }) {
		if (type === "hello") this.#tickMs = payload?.tick_ms;
		if (type === "hello" || type === "clock") this.#speed = payload?.speed;
	}

	check(heard) {
		const ms = Date.now() - heard;
		const isLong = ms > Math.max(SILENT_MS, SILENT_TICKS * this.#tickMs);
		if (!this.#isSteady || !this.#speed || this.#since || !isLong) return;
		this.#since = heard;
		this.#tell({ kind: "silent", ms, over: false });
	}

	end() {
		if (!this.#since) return;
		const ms = Date.now() - this.#since;
		this.#since = 0;
		this.#tell({ kind: "silent", ms, over: true });
	}
}

const TOPICS = ["nodes", "training", "cluster", "tasks", "logs"];

function isUnfiltered({ topics = [], taskIds = [], nodeIds = [], interval }) {
	const hasAllTopics = !topics.length || TOPICS.every((topic) => topics.includes(topic));
	return hasAllTopics && !taskIds.length && !nodeIds.length && !interval;
}

// Returns the event of a message, or null if it is none.
function parse(text) {
	try {
		const event = JSON.parse(text);
		const isEvent = typeof event?.type === "string" && (event.id === undefined || ID.test(event.id));
		return isEvent ? event : null;
	} catch {
		return null;
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
		for (const line of lines) if (line.startsWith("data:")) message(line.slice(line[5] === " " ? 6 : 5));
	}
}

async function refusal(response) {
	const { detail } = (await response.json().catch(() => null)) ?? {};
	const text = Array.isArray(detail) ? detail.map((each) => each?.msg).join("; ") : detail;
	const { status, headers } = response;
	return Object.assign(new Error(text || `HTTP ${status}`), { status, retryMs: waitOf(headers.get("Retry-After")) });
}

// Returns the milliseconds that Retry-After asks for: in seconds or as a date.
function waitOf(retryAfter) {
	if (!retryAfter) return 0;
	const seconds = Number(retryAfter);
	const ms = Number.isNaN(seconds) ? Date.parse(retryAfter) - Date.now() : 1000 * seconds;
	return Math.max(0, Math.min(RETRY_AFTER_CAP_MS, ms || 0));
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
