// What went wrong with a task or a node, as spans of time: from its loss to its return.
import { instantOf, TYPE } from "./events.js";
import { secondsOf } from "./format.js";

/** Returns the spans in which a node was away, or a task was interrupted, each with the event that tells of it. */
export function spansOf(marks, { task, node }) {
	const spans = [];
	let isOpen = false;
	for (const event of marks) {
		const change = task ? taskChange(event, task) : nodeChange(event, node);
		if (!change) continue;
		const at = secondsOf(instantOf(event));
		if (change === "lost" && !isOpen) spans.push({ from: at, to: Infinity, event });
		else if (change !== "lost" && isOpen) spans.at(-1).to = at;
		// The loss may have been before the first event.
		else if (change === "back") spans.push({ from: -Infinity, to: at, event });
		isOpen = change === "lost";
	}
	return spans;
}

function nodeChange({ type, payload }, id) {
	if (type !== TYPE.NODE_STATE || payload.id !== id) return "";
	return payload.state === "ALIVE" ? "back" : "lost";
}

// A task's first start is no return, and its end is the loss of nothing, though it ends what is lost.
function taskChange({ type, payload }, id) {
	if (type !== TYPE.TASK_UPDATE || payload.id !== id) return "";
	if (["pending", "paused"].includes(payload.status)) return "lost";
	const wasAway = payload.previous_status === "paused" || /resumed|again/.test(payload.reason);
	return wasAway ? "back" : "on";
}

/** Returns the instants at which a checkpoint was saved. */
export const checkpointsOf = (marks) => marks
	.filter(({ type, payload }) => type === TYPE.SYSTEM_LOG && /checkpoint saved/.test(payload.message))
	.map((event) => secondsOf(instantOf(event)));
