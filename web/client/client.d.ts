// The types of client.js. Save both files in one folder and import "./client.js".

/** Opens the stream. The connection reconnects and resumes by itself until it is closed. */
export declare function connect(options?: Options): Connection;

export interface Options {
	/** The server, for example "http://localhost:6677". Defaults to where client.js came from. */
	url?: string;
	/** Defaults to all. */
	topics?: Topic[];
	/** Only events that name one of these tasks or `nodeIds`. */
	taskIds?: string[];
	/** Only events that name one of these nodes or `taskIds`. */
	nodeIds?: string[];
	/** Thins the periodic events: a multiple of the tick, for example "5s". */
	interval?: string;
	/** Defaults to "auto": WebSocket, and SSE where no socket can be opened. */
	transport?: "auto" | "ws" | "sse";
	/** The id of the last event already known: the stream continues after it. */
	since?: string;
	/** Gets every event, narrowed by its `type`. Expect more types, and ignore those that you do not know. */
	onEvent?: (event: StreamEvent) => void;
	onState?: (state: State) => void;
	/** Gets what was wrong with the stream, which goes on. */
	onProblem?: (problem: StreamProblem) => void;
}

export type StreamProblem =
	/** A message that is no JSON object with a type: `text` is its beginning. */
	| { kind: "malformed"; text: string }
	/** At least `count` events between two ids, one for each tick. Only an unfiltered stream can tell. */
	| { kind: "missing"; after: string; before: string; count: number }
	/** An event that came again, or after one of a later tick, and was left out. */
	| { kind: "repeated" | "late"; id: string }
	/** An event that came after a later one of its tick, and was passed on. */
	| { kind: "reordered"; id: string }
	/** Nothing came for `ms`, though the world goes on; `over` once something has come. */
	| { kind: "silent"; ms: number; over: boolean };

export interface State {
	status: "connecting" | "live" | "reconnecting" | "closed";
	/** In use, or tried last. */
	transport: "ws" | "sse";
	/** Attempts in a row that failed; 0 while live. */
	attempt: number;
	/** Wait before the next attempt; 0 when none is planned. */
	retryInMs: number;
	/** Why the server refused for good, in its own words. */
	reason?: string;
}

export interface Connection {
	readonly state: State;
	/** Ends the stream for good. */
	close(): void;
	/** Skips the wait before the next attempt. */
	retryNow(): void;
}

export type Topic = HelloEvent["payload"]["topics"][number];

/** The `type` of every event. */
export type EventType = StreamEvent["type"];

// The events, from the OpenAPI document: go test ./web -run TestClientTypes -update writes what follows.

/** A message of a stream; its type decides which. */
export type StreamEvent =
	| HelloEvent
	| SnapshotEvent
	| ClockEvent
	| HeartbeatEvent
	| GapEvent
	| ByeEvent
	| PongEvent
	| ErrorEvent
	| ClusterStatusEvent
	| NodeStateEvent
	| TaskUpdateEvent
	| SystemLogEvent
	| NodeUpdateEvent
	| TrainingProgressEvent;

/** First on every connection. */
export interface HelloEvent {
	id?: undefined;
	payload: Hello;
	/** World time. */
	time: string;
	type: "hello";
}

/** Behind hello, unless the stream resumes: what follows continues from it. */
export interface SnapshotEvent {
	/** EPOCH:TICK:INDEX. */
	id: string;
	payload: Snapshot;
	/** World time. */
	time: string;
	type: "snapshot";
}

/** The world was paused, sped up, advanced or replaced; hello follows if it is another. */
export interface ClockEvent {
	id?: undefined;
	payload: ClockChange;
	/** World time. */
	time: string;
	type: "clock";
}

/** Nothing was sent for 15 seconds. */
export interface HeartbeatEvent {
	id?: undefined;
	/** Empty. */
	payload: Record<string, never>;
	/** World time. */
	time: string;
	type: "heartbeat";
}

/** Events were missed; a snapshot follows. */
export interface GapEvent {
	id?: undefined;
	payload: Gap;
	/** World time. */
	time: string;
	type: "gap";
}

/** Last, when the server ends. */
export interface ByeEvent {
	id?: undefined;
	payload: Bye;
	/** World time. */
	time: string;
	type: "bye";
}

/** The reply to ping. */
export interface PongEvent {
	id?: undefined;
	/** Empty. */
	payload: Record<string, never>;
	/** World time. */
	time: string;
	type: "pong";
}

/** The reply to a message that makes no sense; the connection stays. */
export interface ErrorEvent {
	id?: undefined;
	payload: Problem;
	/** World time. */
	time: string;
	type: "error";
}

/** Each tick: the nodes and tasks, counted by state. */
export interface ClusterStatusEvent {
	/** EPOCH:TICK:INDEX. */
	id: string;
	payload: ClusterStatus;
	/** World time. */
	time: string;
	type: "cluster_status";
}

/** A node becomes ALIVE, UNKNOWN or DEAD. */
export interface NodeStateEvent {
	/** EPOCH:TICK:INDEX. */
	id: string;
	payload: NodeStateChange;
	/** World time. */
	time: string;
	type: "node_state";
}

/** A task changes its status. */
export interface TaskUpdateEvent {
	/** EPOCH:TICK:INDEX. */
	id: string;
	payload: TaskUpdate;
	/** World time. */
	time: string;
	type: "task_update";
}

/** Something is logged: about a task, a node or the cluster. */
export interface SystemLogEvent {
	/** EPOCH:TICK:INDEX. */
	id: string;
	payload: SystemLog;
	/** World time. */
	time: string;
	type: "system_log";
}

/** Each tick and node: its metrics, as REST has them. */
export interface NodeUpdateEvent {
	/** EPOCH:TICK:INDEX. */
	id: string;
	payload: NodeMetrics;
	/** World time. */
	time: string;
	type: "node_update";
}

/** Each tick and task that has not ended, and once more when it ends: its progress and the optimizer's figures. */
export interface TrainingProgressEvent {
	/** EPOCH:TICK:INDEX. */
	id: string;
	payload: TrainingProgress;
	/** World time. */
	time: string;
	type: "training_progress";
}

export interface Hello {
	/** What this client may do under /mock. */
	control: "open" | "token" | "none";
	/** Names this world: scenario, seed, start, tick and initial speed. */
	epoch: string;
	/** Whether the stream goes on behind the id that was given. */
	resumed: boolean;
	scenario: string;
	seed: number;
	/** World seconds per second. */
	speed: number;
	/** Wall milliseconds between two ticks. */
	tick_ms: number;
	topics: ("nodes" | "training" | "cluster" | "tasks" | "logs")[];
}

export interface Snapshot {
	cluster_status?: ClusterStatus;
	nodes: NodeMetrics[];
	tasks: TaskStatus[];
}

export interface ClockChange {
	/** World time of the change, in a new epoch that of its tick 0. */
	now: string;
	reason: "pause" | "speed" | "advance" | "seek" | "scenario" | "reset" | "undo" | "journal";
	scenario: string;
	/** World seconds per second from now on; 0 while the world stands. */
	speed: number;
}

export interface Gap {
	/** The first event id that is missing. */
	from: string;
	reason: "too_old" | "ahead" | "slow_consumer" | "other_epoch" | "suspended" | "late_command";
	/** What to do. */
	recover: string;
	/** The last event id that is missing. */
	to: string;
}

export interface Bye {
	reason: string;
	/** When to come back, in milliseconds; drawn anew for each subscriber. */
	retry_ms: number;
}

export interface Problem {
	code: string;
	message: string;
}

export interface ClusterStatus {
	/** Nodes that are ALIVE. */
	active_nodes: number;
	/** Nodes that are DEAD. */
	failed_nodes: number;
	/** healthy: no node failed; degraded: some did; unhealthy: none is ALIVE. */
	status: "healthy" | "degraded" | "unhealthy";
	/** All nodes of the cluster. */
	total_nodes: number;
}

export interface NodeStateChange {
	/** When it happened; the event's time is the tick's. */
	at: string;
	id: string;
	previous_state: "ALIVE" | "UNKNOWN" | "DEAD";
	reason: string;
	state: "ALIVE" | "UNKNOWN" | "DEAD";
}

export interface TaskUpdate {
	/** When it happened; the event's time is the tick's. */
	at: string;
	id: string;
	nodes_involved: string[];
	previous_status: "running" | "completed" | "failed" | "paused" | "pending" | "cancelled";
	reason: string;
	status: "running" | "completed" | "failed" | "paused" | "pending" | "cancelled";
}

export interface SystemLog {
	/** When it happened; the event's time is the tick's. */
	at: string;
	category: "node" | "task" | "training" | "checkpoint" | "evaluation";
	level: "INFO" | "WARNING" | "ERROR";
	message: string;
	node_id?: string;
	task_id?: string;
}

export interface NodeMetrics {
	/** Percent. */
	cpu_usage: number;
	current_epoch?: number;
	/** Percent. */
	disk_usage: number;
	/** Percent, the mean over the node's GPUs. */
	gpu_usage?: number;
	gpus?: GPUMetrics[];
	/** Unix milliseconds of the last contact. */
	heartbeat: number;
	id: string;
	ip: string;
	/** The age of the last contact, in words. */
	last_seen: string;
	/** Load average over 1, 5 and 15 minutes. */
	load_avg: number[];
	/** Percent. */
	memory_usage: number;
	name: string;
	progress?: number;
	/** Network, KB/s. */
	received: number;
	role: "head node" | "model node" | "worker node" | "data node";
	/** Network, KB/s. */
	sent: number;
	state: "ALIVE" | "UNKNOWN" | "DEAD";
	/** online is the head node's; offline is UNKNOWN or DEAD. */
	status: "training" | "idle" | "online" | "offline";
	/** The task that the node works on. */
	task_id?: string;
	/** The instant asked about. */
	timestamp: string;
	total_epochs?: number;
}

export interface TrainingProgress {
	/** Left out where the kind of training has none. */
	accuracy?: number;
	/** Epochs done at the best reached. */
	current_epoch: number;
	/** Whole seconds; only while the task runs. */
	estimated_time_remaining?: number;
	/** The instant asked about. */
	last_update: string;
	/** Training loss of the newest step; the initial loss before the first. */
	loss: number;
	metrics: TrainingMetrics;
	/** Node ids. */
	nodes_involved: string[];
	/** The best reached; never falls. */
	progress: number;
	/** The start of the first run; while pending before it, the submission. */
	start_time: string;
	status: "running" | "completed" | "failed" | "paused" | "pending" | "cancelled";
	task_id: string;
	/** Federated training counts rounds, and a language model its evaluations. */
	total_epochs: number;
}

export interface TaskStatus {
	/** Left out where the kind of training has none. */
	accuracy?: number;
	/** Epochs done at the best reached. */
	current_epoch: number;
	/** Whole seconds; only while the task runs. */
	estimated_time_remaining?: number;
	/** The instant asked about. */
	last_update: string;
	/** Training loss of the newest step; the initial loss before the first. */
	loss: number;
	/** Node ids. */
	nodes_involved: string[];
	/** The best reached; never falls. */
	progress: number;
	/** The start of the first run; while pending before it, the submission. */
	start_time: string;
	status: "running" | "completed" | "failed" | "paused" | "pending" | "cancelled";
	task_id: string;
	/** Federated training counts rounds, and a language model its evaluations. */
	total_epochs: number;
}

export interface GPUMetrics {
	index: number;
	/** MiB. */
	memory_total: number;
	/** MiB. */
	memory_used: number;
	name: string;
	/** W. */
	power: number;
	/** W. */
	power_limit: number;
	/** MHz. */
	sm_clock: number;
	/** °C. */
	temperature: number;
	/** Percent of the time in which a kernel ran. */
	utilization: number;
}

export interface TrainingMetrics {
	/** Global norm of the gradient. */
	grad_norm: number;
	learning_rate: number;
	/** The name of what is trained, as the scenario or the command that started the task has it. */
	model: string;
	/** Rounds done; federated tasks only. */
	round?: number;
	/** Of the whole task, at the newest step; 0 while the task waits, prepares or is paused. */
	samples_per_second: number;
	/** Optimizer steps done; goes back to the checkpoint when a task resumes. */
	step: number;
	/** Federated tasks only. */
	total_rounds?: number;
	total_steps: number;
	/** Of the newest evaluation. */
	val_accuracy?: number;
	/** Of the newest evaluation. */
	val_loss?: number;
}
