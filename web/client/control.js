import { readEvents } from "./events.js";

/** Returns the calls for all routes under /mock of a server, or of a session. Runs in Node and in browsers. */
export function control(url, options = {}) {
	return new Control(url, options);
}

/** A refusal. Its message is the server's own words. */
export class ControlError extends Error {
	name = "ControlError";

	/** @param {{ status?: number, detail?: unknown, request: string, cause?: unknown }} told */
	constructor(message, { status, detail, request, cause }) {
		super(message, cause && { cause });
		Object.assign(this, { status, detail, request });
	}
}

// The verbs of POST /mock/commands: the name of the call, and the field that its first argument fills, if it has one.
const VERBS = {
	fail_node: ["failNode", "node_id"],
	recover_node: ["recoverNode", "node_id"],
	slow_node: ["slowNode", "node_id"],
	drain_node: ["drainNode", "node_id"],
	add_node: ["addNode", "ip"],
	remove_node: ["removeNode", "node_id"],
	start_task: ["startTask"],
	pause_task: ["pauseTask", "task_id"],
	resume_task: ["resumeTask", "task_id"],
	fail_task: ["failTask", "task_id"],
	cancel_task: ["cancelTask", "task_id"],
	delete_task: ["deleteTask", "task_id"],
	loss_spike: ["lossSpike", "task_id"],
	diverge: ["diverge", "task_id"],
};

class Control {
	#api;

	constructor(url, { token } = {}) {
		this.#api = new API(url, token);
		this.url = this.#api.base;
		this.faults = new Faults(this.#api);
		for (const [verb, [name, subject]] of Object.entries(VERBS)) this[name] = this.#command(verb, subject);
	}

	clock = () => this.#api.get("/clock");
	pause = () => this.#api.put("/clock", { paused: true });
	resume = (speed) => this.#api.put("/clock", speed === undefined ? { paused: false } : { speed });
	play = this.resume;
	speed = (speed) => this.#api.put("/clock", { speed });
	advance = (way) => this.#api.post("/clock/advance", typeof way === "string" ? { by: way } : way);
	seek = (to) => this.#api.post("/clock/seek", { to });

	commands = async () => (await this.#api.get("/commands")).commands;
	give = (commands) => this.#api.post("/commands", commands);
	undo = () => this.#api.delete("/commands/last");
	reset = () => this.#api.delete("/commands");

	journal = ({ format } = {}) => this.#api.text("/journal", { format });
	playJournal = (text) => this.#api.post("/journal", text, "application/x-ndjson");

	scenario = () => this.#api.get("/scenario");
	setScenario = (wish) => this.#api.put("/scenario", typeof wish === "string" ? { name: wish } : wish);
	scenarios = () => this.#api.get("/scenarios");

	subscribers = async () => (await this.#api.get("/subscribers")).subscribers;
	closeSubscriber = (id, how = {}) => this.#api.delete(`/subscribers/${encodeURIComponent(id)}`, how);
	sendEvent = (event) => this.#api.post("/events", event);
	requests = async ({ limit } = {}) => (await this.#api.get("/requests", { limit })).requests;
	clearRequests = () => this.#api.delete("/requests");
	followRequests = ({ limit } = {}) => this.#api.follow("/requests/stream", { limit });

	session = async (wish = {}) => {
		const created = await this.#api.post("/sessions", wish);
		// The server does not know by which address a proxy leads to it.
		const url = `${this.#api.base}/${created.path.slice(0, -1)}`;
		const steer = new Control(url, { token: this.#api.token });
		const ws = `${url.replace(/^http/, "ws")}/stream/ws`;
		return { ...created, url, ws, control: steer, end: () => this.endSession(created.name) };
	};
	sessions = async () => (await this.#api.get("/sessions")).sessions;
	endSession = (name) => this.#api.delete(`/sessions/${encodeURIComponent(name)}`);

	#command(verb, subject) {
		const give = ({ at, ...values }) => this.give({ ...(at !== undefined && { at }), [verb]: values });
		return subject ? (id, values = {}) => give({ ...values, [subject]: id }) : (values = {}) => give(values);
	}
}

class Faults {
	#api;

	constructor(api) {
		this.#api = api;
	}

	add = async (faults) => (await this.#api.post("/faults", faults)).faults;
	profile = (profile) => this.add({ profile });
	profiles = async () => (await this.#api.get("/faults/profiles")).profiles;
	list = async () => (await this.#api.get("/faults")).faults;
	put = (name, fault) => this.#api.put(`/faults/${encodeURIComponent(name)}`, fault);
	remove = (name) => this.#api.delete(`/faults/${encodeURIComponent(name)}`);
	clear = () => this.#api.delete("/faults");
}

// The routes under /mock of one address.
class API {
	constructor(url, token) {
		this.base = String(url).replace(/\/+$/, "");
		this.token = token;
	}

	get = (path, query) => this.#send("GET", path, { query }).then(json);
	text = (path, query) => this.#send("GET", path, { query }).then((response) => response.text());
	delete = (path, query) => this.#send("DELETE", path, { query }).then(json);
	put = (path, body) => this.#send("PUT", path, { body }).then(json);
	post = (path, body, type) => this.#send("POST", path, { body, type }).then(json);

	async *follow(path, query) {
		yield* readEvents(await this.#send("GET", path, { query }));
	}

	async #send(method, path, { query = {}, body, type = "application/json" }) {
		const given = Object.entries(query).filter(([, value]) => value !== undefined);
		const address = `${this.base}/mock${path}${given.length ? `?${new URLSearchParams(given)}` : ""}`;
		const headers = {};
		if (this.token) headers.Authorization = `Bearer ${this.token}`;
		if (body !== undefined) headers["Content-Type"] = type;
		const text = typeof body === "string" ? body : JSON.stringify(body);
		const request = `${method} ${address}`;
		const response = await fetch(address, { method, headers, body: text }).catch((cause) => {
			const why = cause.cause?.message ?? cause.message;
			throw new ControlError(`no server answers ${request}: ${why}`, { request, cause });
		});
		if (!response.ok) throw await refusal(response, request);
		return response;
	}
}

const json = (response) => response.json();

async function refusal(response, request) {
	const text = await response.text();
	const { status } = response;
	let detail = text;
	try {
		detail = JSON.parse(text).detail ?? text;
	} catch {
		// Something in between has answered: its text is all there is.
	}
	const each = ({ loc, msg }) => `${loc?.join(".")}: ${msg}`;
	const words = Array.isArray(detail) ? detail.map(each).join("; ") : detail;
	return new ControlError(String(words || `HTTP ${status}`), { status, detail, request });
}
