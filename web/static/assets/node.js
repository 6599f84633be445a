// What a node's numbers say: the measures that the map colours by, the table sorts by and the tip shows.
import { degrees, percent } from "./format.js";

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** How busy it is, in percent: its GPUs where it has some, else its CPU. */
export const utilisation = (node) => node.gpu_usage ?? node.cpu_usage ?? NaN;

/** Its hottest GPU in °C; NaN where it has none. */
export const temperature = ({ gpus = [] }) => (gpus.length ? Math.max(...gpus.map((gpu) => gpu.temperature ?? 0)) : NaN);

/** What its GPUs draw, in W. */
export const watts = ({ gpus = [] }) => (gpus.length ? gpus.reduce((sum, gpu) => sum + (gpu.power ?? 0), 0) : NaN);

/** GPU memory in use, in percent; of a node without GPUs its own memory. */
export const memory = ({ gpus = [], memory_usage }) => (gpus.length ? mean(gpus.map(gpuMemory)) : (memory_usage ?? NaN));
const gpuMemory = (gpu) => (100 * gpu.memory_used) / gpu.memory_total;

/** What a colour can stand for: of a node, of one of its GPUs, as text, and the values at both ends of the scale. */
export const MEASURES = {
  use: { of: utilisation, ofGPU: (gpu) => gpu.utilization, text: percent, range: [0, 100] },
  heat: { of: temperature, ofGPU: (gpu) => gpu.temperature, text: degrees, range: [25, 85] },
  memory: { of: memory, ofGPU: gpuMemory, text: percent, range: [0, 100] },
};

/** Its state in one word: UNKNOWN, DEAD, or of those alive what they do. */
export const condition = (node) => (node.state === "ALIVE" ? (node.status ?? "idle") : node.state);

/** Whether any of its words contains the text. */
export function matches(node, text) {
  const words = [node.id, node.name, node.ip, node.role, node.state, node.status, node.task_id];
  return words.join(" ").toLowerCase().includes(text.trim().toLowerCase());
}

export const isEnded = (task) => ["completed", "failed", "cancelled"].includes(task.status);
