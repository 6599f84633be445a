// The calls for the routes under /mock, named after them. Each rejects with a ControlError if the server refuses.

/** Returns the calls for a server, or for a session by its own address. Asks nothing by itself. */
export declare function control(url: string, options?: ControlOptions): Control;

export interface ControlOptions {
	/** The server's --token, if it has one. */
	token?: string;
}

/** A refusal, or no answer at all. The message is the server's own words. */
export declare class ControlError extends Error {
	/** Of HTTP; undefined if no server has answered. */
	readonly status?: number;
	/** What the server sent: a text, or what is wrong with each part of the request. */
	readonly detail?: string | { loc: string[]; msg: string; type: string }[];
	/** Such as "POST http://localhost:6677/mock/clock/seek". */
	readonly request: string;
	private constructor();
}

/** Until an event of a type is told whose fields have these values, as in { type: "node_state", state: "DEAD" }. */
export interface Until {
	type: string;
	/** An id, or "#2" for the second node. */
	node_id?: string;
	/** An id, or "#1" for the task of the first slot. */
	task_id?: string;
	[field: string]: unknown;
}

/** How far to advance: `most` is how far `until` may lead, 100,000 ticks by default. */
export type Advance = { by: string } | { ticks: number } | { until: Until; most?: string };

/** When a command takes effect: RFC 3339, or relative to now, such as "+30s". Defaults to now. */
export interface Scheduled {
	at?: string;
}

export interface StartTask extends Scheduled {
	name?: string;
	kind?: "language_model" | "supervised" | "federated";
	rounds?: number;
	clients?: number;
	learning_rate?: number;
}

/** One verb with its values, such as { fail_node: { node_id: "#2", for: "2m" } }, and `at` beside it. */
export type Command = Record<string, unknown>;

export interface SessionOptions {
	/** [A-Za-z0-9._-]{1,64}. Defaults to the first free session-N. */
	name?: string;
	/** A name, or an object with a name or with the text and the name of a scenario file. Defaults to the server's. */
	scenario?: string | { name: string } | { yaml: string; file?: string };
	/** Defaults to a random one. */
	seed?: number;
	/** World time of tick 0. Defaults to now. */
	start?: string;
	/** World seconds in a second; 0 begins paused. */
	speed?: number;
	/** Time between two ticks, such as "500ms". */
	tick?: string;
	/** Whether ids that the scenario does not hold are a 404. */
	strict?: boolean;
	/** How long it stays unused, 1s to 24h, or "0" for good. Defaults to 10m. */
	idle?: string;
}

/** A world of its own. */
export interface Session extends Created {
	readonly control: Control;
	/** Ends the session and its streams. */
	end(): Promise<Described>;
}

export interface Control {
	readonly url: string;

	clock(): Promise<Clock>;
	pause(): Promise<Clock>;
	/** Goes on, with the speed before the pause or with this one. */
	resume(speed?: number): Promise<Clock>;
	/** The same as resume. */
	play(speed?: number): Promise<Clock>;
	/** Sets the world seconds in a second, 0 to 10,000. */
	speed(speed: number): Promise<Clock>;
	/** Publishes the ticks of a world that stands: for a world time such as "30s", or until an event. */
	advance(way: string | Advance): Promise<Advanced>;
	/** Begins a new epoch at an instant, such as "+10m". */
	seek(to: string): Promise<Clock>;

	failNode(node: string, values?: Scheduled & { for?: string }): Promise<GivenCommands>;
	recoverNode(node: string, values?: Scheduled): Promise<GivenCommands>;
	slowNode(node: string, values: Scheduled & { factor: number }): Promise<GivenCommands>;
	drainNode(node: string, values?: Scheduled & { for?: string }): Promise<GivenCommands>;
	addNode(ip: string, values?: Scheduled): Promise<GivenCommands>;
	removeNode(node: string, values?: Scheduled): Promise<GivenCommands>;
	startTask(values?: StartTask): Promise<GivenCommands>;
	pauseTask(task: string, values?: Scheduled): Promise<GivenCommands>;
	resumeTask(task: string, values?: Scheduled): Promise<GivenCommands>;
	failTask(task: string, values?: Scheduled & { reason?: string }): Promise<GivenCommands>;
	cancelTask(task: string, values?: Scheduled): Promise<GivenCommands>;
	deleteTask(task: string, values?: Scheduled): Promise<GivenCommands>;
	lossSpike(task: string, values?: Scheduled & { factor?: number }): Promise<GivenCommands>;
	diverge(task: string, values?: Scheduled): Promise<GivenCommands>;

	/** Carries out one command, or a list of up to 1,000: all of them or none. */
	give(commands: Command | Command[]): Promise<GivenCommands>;
	commands(): Promise<Command[]>;
	/** Drops the commands that were given last. */
	undo(): Promise<Clock>;
	/** Drops all commands. */
	reset(): Promise<Clock>;

	readonly faults: Faults;

	/** The journal of the run as NDJSON, or its commands as the timeline of a scenario file. */
	journal(options?: { format?: "yaml" }): Promise<string>;
	/** Plays a journal from its genesis on, and stands at its end. */
	playJournal(text: string): Promise<Clock>;

	scenario(): Promise<RunningScenario>;
	/** Begins a new epoch with a scenario: by a name, or by the text of a file. */
	setScenario(
		scenario: string | { name?: string; yaml?: string; file?: string; seed?: number; start?: string },
	): Promise<Clock>;
	scenarios(): Promise<ScenarioEntry[]>;

	subscribers(): Promise<Subscription[]>;
	/** Closes a connection with a code and a reason, or by a reset: without a word. */
	closeSubscriber(id: string, how?: { code?: number; reason?: string; reset?: boolean }): Promise<Subscription>;
	/** Sends an event of your own to all whose filter admits the topic, or to one subscriber. */
	sendEvent(event: { type: string; topic?: string; payload: unknown; subscriber?: string }): Promise<Delivery>;

	/** The last requests and connections, the oldest first. The limit is 1 to 1,000, 100 by default. */
	requests(options?: { limit?: number }): Promise<Request[]>;
	clearRequests(): Promise<Cleared>;
	/** Yields requests as they come, after so many of the last ones, none by default. */
	followRequests(options?: { limit?: number }): AsyncGenerator<Request, void, undefined>;

	/** Makes a session: a world of its own. */
	session(options?: SessionOptions): Promise<Session>;
	sessions(): Promise<Described[]>;
	endSession(name: string): Promise<Described>;
}

export interface Faults {
	/** Adds a fault, a list of them, or those of a profile such as "flaky". */
	add(faults: Fault | Fault[] | { profile: string }): Promise<ListedFault[]>;
	/** Adds the faults of a profile. */
	profile(name: string): Promise<ListedFault[]>;
	profiles(): Promise<ProfileEntry[]>;
	list(): Promise<ListedFault[]>;
	/** Adds a fault, or replaces the one of that name. */
	put(name: string, fault: Fault): Promise<ListedFault>;
	remove(name: string): Promise<ListedFault>;
	clear(): Promise<RemovedFaults>;
}

// The answers, from the OpenAPI document: go test ./web -run TestControlTypes -update writes what follows.

export interface Clock {
	/** Names this world on the stream. */
	epoch: string;
	/** World time. */
	now: string;
	paused: boolean;
	/** World seconds per second. */
	speed: number;
	/** The newest tick. */
	tick: number;
	/** Wall milliseconds between two ticks. */
	tick_ms: number;
}

export interface Advanced {
	/** The event that was waited for. */
	event?: AdvanceEvent;
	/** World time of the newest tick. */
	now: string;
	/** The newest tick. */
	tick: number;
}

export interface GivenCommands {
	/** As logged: ids, instants and places are decided. */
	commands: Record<string, unknown>[];
	/** What will happen within ten minutes because of it, at most 20 events. */
	effects: Effect[];
}

/** A fault has exactly one kind, and what it strikes beside it. */
export interface Fault {
	/** Slows a body or a stream down to so many kilobits a second. */
	bandwidth?: { kbps?: number };
	/** Ends a stream by a close frame with a code, or by the end of the response. */
	close?: { code?: number; reason?: string };
	/** Ends the fault after so many strikes. */
	count?: number;
	/** Leaves messages out, without a gap. */
	drop?: Record<string, never>;
	/** Sends messages more than once: times in all. */
	duplicate?: { times?: number };
	/** Leaves out the body of an answer, or the content of a message. */
	empty?: Record<string, never>;
	/** Goes with nth. */
	every?: boolean;
	/** How much world time it lasts; by default until it is removed. */
	for?: string;
	/** Keeps a stream silent for a time, again and again, and then sends all at once. */
	freeze?: { every?: string; for?: string };
	/** World time at which it begins: RFC 3339, or relative to now, such as +30s. */
	from?: string;
	/** Gives no answer, or silences a stream, pings too, with the connection open. */
	hang?: { for?: string };
	/** Holds up an answer, or every message of a stream, by a wall time; their order is kept. */
	latency?: { delay?: string; distribution?: string; jitter?: string };
	/** Makes a body or a message that is no JSON. */
	malformed?: Record<string, never>;
	/** Defaults to the kind and a number, such as drop-1. */
	name?: string;
	/** Strikes the n-th of them, counted from 1; with every each n-th. */
	nth?: number;
	/** What it strikes; by default everything to which the kind applies. */
	on?: { routes?: string[]; streams?: string[]; subscribers?: string[]; topics?: string[]; types?: string[] };
	/** With subscriber each connection draws and counts for itself. */
	per?: "subscriber";
	/** Makes messages change places within a tick. */
	reorder?: Record<string, never>;
	/** Breaks the connection off by a TCP reset, over HTTP/2 by RST_STREAM. */
	reset?: Record<string, never>;
	/** The share of requests or events that are struck. It excludes nth. */
	share?: number;
	/** Answers as of an earlier world time, as an old cache does. */
	stale?: { by?: string };
	/** Answers with a status in place of the answer, or refuses a connection; 200 and a body make a stub. */
	status?: { body?: string; code?: number; headers?: Record<string, string>; retry_after?: number | string };
	/** Cuts a body, whose connection then ends, or the text of a message; with frame a WebSocket's frame. */
	truncate?: { bytes?: number; frame?: boolean };
}

/** A fault has exactly one kind, and what it strikes beside it. */
export interface ListedFault {
	/** Slows a body or a stream down to so many kilobits a second. */
	bandwidth?: { kbps?: number };
	/** Ends a stream by a close frame with a code, or by the end of the response. */
	close?: { code?: number; reason?: string };
	/** Ends the fault after so many strikes. */
	count?: number;
	/** Leaves messages out, without a gap. */
	drop?: Record<string, never>;
	/** Sends messages more than once: times in all. */
	duplicate?: { times?: number };
	/** Leaves out the body of an answer, or the content of a message. */
	empty?: Record<string, never>;
	/** Goes with nth. */
	every?: boolean;
	/** How much world time it lasts; by default until it is removed. */
	for?: string;
	/** Keeps a stream silent for a time, again and again, and then sends all at once. */
	freeze?: { every?: string; for?: string };
	/** World time at which it begins: RFC 3339, or relative to now, such as +30s. */
	from?: string;
	/** Gives no answer, or silences a stream, pings too, with the connection open. */
	hang?: { for?: string };
	/** Whether it may strike at present. */
	in_force: boolean;
	/** Holds up an answer, or every message of a stream, by a wall time; their order is kept. */
	latency?: { delay?: string; distribution?: string; jitter?: string };
	/** Makes a body or a message that is no JSON. */
	malformed?: Record<string, never>;
	/** Defaults to the kind and a number, such as drop-1. */
	name: string;
	/** Strikes the n-th of them, counted from 1; with every each n-th. */
	nth?: number;
	/** What it strikes; by default everything to which the kind applies. */
	on?: { routes?: string[]; streams?: string[]; subscribers?: string[]; topics?: string[]; types?: string[] };
	/** With subscriber each connection draws and counts for itself. */
	per?: "subscriber";
	/** Makes messages change places within a tick. */
	reorder?: Record<string, never>;
	/** Breaks the connection off by a TCP reset, over HTTP/2 by RST_STREAM. */
	reset?: Record<string, never>;
	/** The share of requests or events that are struck. It excludes nth. */
	share?: number;
	/** Answers as of an earlier world time, as an old cache does. */
	stale?: { by?: string };
	/** Answers with a status in place of the answer, or refuses a connection; 200 and a body make a stub. */
	status?: { body?: string; code?: number; headers?: Record<string, string>; retry_after?: number | string };
	/** How often it has struck, whom ever. */
	struck: number;
	/** Cuts a body, whose connection then ends, or the text of a message; with frame a WebSocket's frame. */
	truncate?: { bytes?: number; frame?: boolean };
}

export interface ProfileEntry {
	/** What clients meet. */
	description: string;
	/** What POST /mock/faults adds for it. */
	faults: Fault[];
	name: string;
}

export interface RemovedFaults {
	/** How many faults there were. */
	deleted: number;
}

export interface RunningScenario {
	name: string;
	seed: number;
	start: string;
	/** The file of the scenario. */
	yaml: string;
}

export interface ScenarioEntry {
	description: string;
	name: string;
	nodes: number;
	/** The largest number that jobs train at a time. */
	tasks: number;
}

export interface Subscription {
	/** Bytes sent, frames and pings included. */
	bytes: number;
	/** Events sent, those posted included, snapshots not. */
	events: number;
	/** The faults in force for it. */
	faults: string[];
	filter: StreamFilter;
	/** Unique for the run. */
	id: string;
	/** The client's address and port. */
	remote: string;
	/** Wall time at which it connected. */
	since: string;
	/** Published ticks that it has yet to be sent. */
	ticks_behind: number;
	transport: "ws" | "sse" | "dashboard";
	user_agent?: string;
}

export interface Delivery {
	/** How many get the event. */
	sent: number;
	/** How many read so slowly that too much waits for them already. */
	skipped: number;
}

export interface Request {
	/** Of the body or stream; left out while it goes on. */
	bytes?: number;
	/** Left out while it goes on. */
	duration_ms?: number;
	/** The names of the faults that struck, joined by commas. */
	fault?: string;
	/** Counts the entries from 1. The end of a connection has the id of its beginning. */
	id: number;
	method: string;
	/** The origin of the page. */
	origin?: string;
	/** As sent, with its escapes. */
	path: string;
	/** As sent, without the value of __token. */
	query?: string;
	/** Left out without an answer: held up or broken off. */
	status?: number;
	/** Wall time at which it began. */
	time: string;
}

export interface Cleared {
	/** How many requests the log had. */
	deleted: number;
}

export interface Created {
	/** Names the world on its stream. */
	epoch: string;
	name: string;
	/** Follows the base address of the server, also behind a proxy. */
	path: string;
	/** Also in the header X-Mock-Seed of all answers of the session. */
	seed: number;
	/** The base address: paths follow it. Behind a proxy use path. */
	url: string;
	/** The stream over WebSocket. */
	ws: string;
}

export interface Described {
	/** Wall time. Missing if it stays. */
	goes_at?: string;
	/** How long it stays unused; 0s is for good. */
	idle: string;
	/** Wall time. Missing while it is in use. */
	idle_since?: string;
	name: string;
	/** The time of its world. */
	now: string;
	/** Follows the base address of the server, also behind a proxy. */
	path: string;
	scenario: string;
	seed: number;
	subscribers: number;
	/** The base address: paths follow it. Behind a proxy use path. */
	url: string;
	/** The stream over WebSocket. */
	ws: string;
}

export interface AdvanceEvent {
	payload: unknown;
	type: string;
}

export interface Effect {
	payload: unknown;
	type: "node_state" | "task_update" | "system_log";
}

export interface StreamFilter {
	/** The wall time between two periodic events of a kind. */
	interval: string;
	/** Empty for all. */
	node_ids: string[];
	/** Empty for all. */
	task_ids: string[];
	/** All five for a stream that asks for none, and none for a dashboard. */
	topics: string[];
}
