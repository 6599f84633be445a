// The stream's events: their types and kinds, and the ids that they name.

/** The `type` of every event; client.js documents them. */
export const TYPE = {
	HELLO: "hello", SNAPSHOT: "snapshot", CLUSTER_STATUS: "cluster_status", NODE_UPDATE: "node_update",
	TRAINING_PROGRESS: "training_progress", TASK_UPDATE: "task_update", NODE_STATE: "node_state",
	SYSTEM_LOG: "system_log", CLOCK: "clock", HEARTBEAT: "heartbeat", GAP: "gap", BYE: "bye", PONG: "pong",
	ERROR: "error",
};

/** The types by kind; those of `stream` come all the time. */
export const KINDS = {
	changes: [TYPE.TASK_UPDATE, TYPE.NODE_STATE, TYPE.HELLO, TYPE.GAP, TYPE.BYE, TYPE.CLOCK],
	logs: [TYPE.SYSTEM_LOG, TYPE.ERROR],
	stream: [
		TYPE.TRAINING_PROGRESS, TYPE.NODE_UPDATE, TYPE.SNAPSHOT, TYPE.HEARTBEAT, TYPE.CLUSTER_STATUS, TYPE.PONG,
	],
};

/** The types of what happens in the world, and is told once. */
export const HAPPENINGS = [TYPE.TASK_UPDATE, TYPE.NODE_STATE, TYPE.SYSTEM_LOG];

// What the connection itself tells; all other events of the world have an id.
const WITHOUT_ID = [TYPE.HELLO, TYPE.CLOCK, TYPE.HEARTBEAT, TYPE.GAP, TYPE.BYE];

/** Reports whether an event is the world's: those that users send have no id. */
export const hasPlace = ({ id, type }) => id !== undefined || WITHOUT_ID.includes(type);

/** Returns an event whose payload is an object: users may send any. */
export const withPayload = (event) =>
	event.payload && typeof event.payload === "object" ? event : { ...event, payload: {} };

/** Returns the id of the task that an event is about, or "". */
export const taskOf = ({ type, payload = {} }) => payload.task_id || (type === TYPE.TASK_UPDATE ? payload.id : "");

/** Returns the id of the node that an event is about, or "". */
export const nodeOf = ({ type, payload = {} }) =>
	payload.node_id || ([TYPE.NODE_UPDATE, TYPE.NODE_STATE].includes(type) ? payload.id : "");

/** Reports whether an event is about the task or node of an id. */
export const isAbout = ({ payload = {} }, id) => [payload.id, payload.task_id, payload.node_id].includes(id);

/** Reports whether an event is about an id, or about a task on that node. */
export const mentions = (event, id) => isAbout(event, id) || event.payload?.nodes_involved?.includes(id);

/** Returns the instant at which an event happened, which a tick may tell of later. */
export const instantOf = ({ time, payload }) => (typeof payload?.at === "string" ? payload.at : time);
