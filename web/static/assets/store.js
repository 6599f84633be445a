// The page's picture of the cluster, built from stream events alone. No drawing happens here.
import { Series } from "./series.js";

const FEED_LIMIT = 200;
// Ended tasks leave the page only past this many, the oldest first: a page left open for days stays as small as it was.
const TASK_LIMIT = 500;
const TINTS = 5;
const ENDED = new Set(["completed", "failed", "cancelled"]);

/** @returns the empty picture; `apply` fills it. */
export function createStore() {
  return {
    hello: null,
    time: "",
    speed: 1,
    cluster: null,
    nodes: new Map(),
    tasks: new Map(),
    tasksSeen: 0,
    losses: new Map(),
    tints: new Map(),
    network: new Map(),
    totals: { gpu: new Series(), power: new Series(), samples: new Series() },
    unmeasured: false,
    feed: [],
    feedCount: 0,
    received: 0,
  };
}

/** Takes one event in. Types it does not know change nothing but the count and the clock. */
export function apply(store, event) {
  store.received += 1;
  if (event.time) store.time = event.time;
  HANDLERS.get(event.type)?.(store, event.payload, event);
}

export const isEnded = (task) => ENDED.has(task.status);

/** A node's own measure of being busy, in percent. */
export const utilisation = (node) => node.gpu_usage ?? node.cpu_usage ?? 0;

const HANDLERS = new Map([
  ["hello", onHello],
  ["snapshot", onSnapshot],
  ["cluster_status", onClusterStatus],
  ["node_update", (store, node) => putNode(store, node)],
  ["training_progress", (store, task) => putTask(store, task)],
  ["task_update", onTaskUpdate],
  ["node_state", onNodeState],
  ["system_log", (store, log, event) => note(store, event, log.level, { text: log.message, about: log.category })],
  ["gap", (store, gap, event) => note(store, event, "WARNING", { key: "gap", values: gap, about: gap.recover })],
  ["clock", onClock],
]);

function onHello(store, hello, event) {
  const known = store.hello;
  if (known && known.epoch !== hello.epoch) forget(store);
  if (known) note(store, event, "INFO", { key: hello.resumed ? "resumed" : "restarted", about: "stream" });
  store.hello = hello;
  store.speed = hello.speed;
}

function forget(store) {
  const { nodes, tasks, losses, network, totals } = createStore();
  Object.assign(store, { nodes, tasks, losses, network, totals });
}

function onSnapshot(store, { cluster_status, nodes, tasks }) {
  store.cluster = cluster_status ?? store.cluster;
  store.nodes = new Map();
  store.tasks = new Map();
  for (const node of nodes ?? []) putNode(store, node);
  for (const task of tasks ?? []) putTask(store, task);
  for (const id of store.losses.keys()) if (!store.tasks.has(id)) dropTask(store, id);
  store.unmeasured = true;
}

function onClusterStatus(store, status) {
  store.cluster = status;
  store.unmeasured = true;
}

/** Takes the totals of a new tick, if there is one. Called before drawing, when the tick's events are gathered. */
export function settle(store) {
  if (store.unmeasured) measure(store);
  store.unmeasured = false;
}

function putNode(store, node) {
  store.nodes.set(node.id, node);
  if (node.gpus?.length) return;
  if (!store.network.has(node.id)) store.network.set(node.id, new Series(60));
  store.network.get(node.id).push((node.sent ?? 0) + (node.received ?? 0));
}

function putTask(store, task) {
  store.tasks.set(task.task_id, task);
  if (!store.losses.has(task.task_id)) {
    store.losses.set(task.task_id, new Series());
    store.tints.set(task.task_id, store.tasksSeen % TINTS);
    store.tasksSeen += 1;
  }
  store.losses.get(task.task_id).push(task.loss);
  if (store.tasks.size <= TASK_LIMIT) return;
  const oldest = [...store.tasks.values()].find(isEnded);
  if (oldest) dropTask(store, oldest.task_id);
}

function dropTask(store, id) {
  for (const map of [store.tasks, store.losses, store.tints]) map.delete(id);
}

function onTaskUpdate(store, update, event) {
  const task = store.tasks.get(update.id);
  if (task) store.tasks.set(update.id, { ...task, status: update.status, nodes_involved: update.nodes_involved });
  const level = update.status === "failed" ? "ERROR" : "INFO";
  noteChange(store, event, level, update.previous_status, update.status);
}

function onNodeState(store, update, event) {
  const node = store.nodes.get(update.id);
  if (node) store.nodes.set(update.id, { ...node, state: update.state });
  const level = { DEAD: "ERROR", UNKNOWN: "WARNING" }[update.state] ?? "INFO";
  noteChange(store, event, level, update.previous_state, update.state);
}

function onClock(store, clock, event) {
  store.speed = clock.speed;
  if (store.hello) store.hello = { ...store.hello, scenario: clock.scenario ?? store.hello.scenario };
  note(store, event, "INFO", { key: clock.speed === 0 ? "clockPaused" : "clockRuns", values: clock, about: "clock" });
}

function noteChange(store, event, level, from, to) {
  const { id, reason, at } = event.payload;
  note(store, { time: at ?? event.time }, level, { key: "becomes", values: { id, from, to }, about: reason });
}

// Kept as key and values rather than as text, so that a change of language translates the past too.
function note(store, event, level, line) {
  store.feedCount += 1;
  store.feed.push({ n: store.feedCount, time: event.time ?? store.time, level: level ?? "INFO", ...line });
  if (store.feed.length > FEED_LIMIT) store.feed.splice(0, store.feed.length - FEED_LIMIT);
}

function measure(store) {
  let count = 0;
  let busy = 0;
  let watts = 0;
  for (const node of store.nodes.values()) {
    if (node.state !== "ALIVE" || !node.gpus) continue;
    count += 1;
    busy += utilisation(node);
    for (const gpu of node.gpus) watts += gpu.power ?? 0;
  }
  // A snapshot's tasks come without metrics: no throughput is known then, which is not a throughput of zero.
  let samples = NaN;
  for (const task of store.tasks.values()) {
    if (task.metrics && !isEnded(task)) samples = (samples || 0) + (task.metrics.samples_per_second ?? 0);
  }
  if (count) store.totals.gpu.push(busy / count);
  if (count) store.totals.power.push(watts);
  store.totals.samples.push(samples);
}
