// The measures of a node: the map colours by them, the table sorts by them.
import { degrees, percent } from "./format.js";
import { nameOf } from "./names.js";

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Returns the percentage in use of a node's GPUs, or of its CPU if it has none; NaN if it is not known. */
export const utilisation = (node) => node.gpu_usage ?? node.cpu_usage ?? NaN;

/** Returns the temperature of a node's hottest GPU in °C, or NaN. */
export const temperature = ({ gpus = [] }) => gpus.length ? Math.max(...gpus.map((gpu) => gpu.temperature ?? 0)) : NaN;

/** Returns the power of a node's GPUs in W, or NaN. */
export const watts = ({ gpus = [] }) => gpus.length ? gpus.reduce((sum, gpu) => sum + (gpu.power ?? 0), 0) : NaN;

/** Returns the percentage in use of a node's GPU memory, or of its own if it has no GPU. */
export const memory = ({ gpus = [], memory_usage }) => gpus.length ? mean(gpus.map(gpuMemory)) : (memory_usage ?? NaN);

const gpuMemory = (gpu) => (100 * gpu.memory_used) / gpu.memory_total;

/** The measures that a colour can stand for: of a node, of a GPU, as text, and both ends of the scale. */
export const MEASURES = {
	use: { of: utilisation, ofGPU: (gpu) => gpu.utilization, text: percent, range: [0, 100] },
	heat: { of: temperature, ofGPU: (gpu) => gpu.temperature, text: degrees, range: [25, 85] },
	memory: { of: memory, ofGPU: gpuMemory, text: percent, range: [0, 100] },
};

/** Returns a node's state in one word: UNKNOWN, DEAD, or what a node that is alive does. */
export const condition = (node) => (node.state === "ALIVE" ? (node.status ?? "idle") : node.state);

/** Reports whether any of a node's words contains a text. */
export function matches(node, text) {
	const words = [node.id, node.name, node.ip, node.role, node.state, node.status, node.task_id, nameOf(node.task_id)];
	return words.join(" ").toLowerCase().includes(text.trim().toLowerCase());
}

/** Returns the instant of the values of a task or a node. */
export const timeOf = ({ last_update, timestamp }) => last_update ?? timestamp;

/** Reports whether a task is over for good. */
export const isEnded = (task) => ["completed", "failed", "cancelled"].includes(task.status);
