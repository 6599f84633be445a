// The page's picture of the cluster, built from stream events alone. No drawing happens here.
import { secondsOf } from "./format.js";
import { isEnded, utilisation, watts } from "./node.js";

const NOTES = 1000; // changes and log lines to look back on
const EVENTS = 4000; // events of all kinds: a few ticks of a thousand nodes
const POINTS = 120; // of a small curve
/** World seconds between two points of a task's small curve. */
export const SPACING = 5;
// Ended tasks leave the page only past this many, the oldest first: a page left open for days stays as small as it was.
const TASKS = 500;
const TINTS = 5;
const PERIODIC = new Set(["node_update", "training_progress", "cluster_status", "heartbeat", "snapshot"]);

/** The last so many items. */
export class Ring {
  count = 0;
  constructor(limit, items = []) {
    Object.assign(this, { limit, items });
  }

  push(item) {
    this.items[this.count % this.limit] = { n: this.count + 1, item };
    this.count += 1;
  }

  /** Up to so many wanted ones, newest first, each as `{n, item}` with a number that is its own for good. */
  newest(most, wanted) {
    const found = [];
    for (let n = this.count; n > Math.max(0, this.count - this.limit) && found.length < most; n -= 1) {
      const entry = this.items[(n - 1) % this.limit];
      if (wanted(entry.item)) found.push(entry);
    }
    return found;
  }

  copy() {
    return Object.assign(new Ring(this.limit, [...this.items]), { count: this.count });
  }
}

const blank = () => ({ nodes: new Map(), tasks: new Map(), losses: new Map(), filled: new Set(), totals: { gpu: [], power: [], samples: [] } });

/** The empty picture; `apply` fills it. */
export const createStore = () => ({
  ...blank(), hello: null, time: "", speed: 1, cluster: null, tints: new Map(), measured: "", notes: new Ring(NOTES), events: new Ring(EVENTS),
});

/** Takes one event in. Types it does not know change nothing but the clock. */
export function apply(store, event) {
  store.events.push(event);
  if (!PERIODIC.has(event.type)) store.notes.push(event);
  if (event.time) store.time = event.time;
  HANDLERS[event.type]?.(store, event.payload);
}

/** The picture as it is now, for good: the original goes on. */
export function freeze(store) {
  const { nodes, tasks, losses, totals, notes, events } = store;
  const curves = new Map([...losses].map(([id, curve]) => [id, { ...curve, values: [...curve.values] }]));
  return {
    ...store, nodes: new Map(nodes), tasks: new Map(tasks), losses: curves, totals: structuredClone(totals),
    notes: notes.copy(), events: events.copy(),
  };
}

const HANDLERS = {
  hello(store, hello) {
    if (store.hello && store.hello.epoch !== hello.epoch) Object.assign(store, blank());
    Object.assign(store, { hello, speed: hello.speed });
  },
  snapshot(store, { cluster_status, nodes = [], tasks = [] }) {
    const { losses, filled, totals } = store;
    Object.assign(store, blank(), { losses, filled, totals, cluster: cluster_status ?? store.cluster });
    for (const node of nodes) store.nodes.set(node.id, node);
    for (const task of tasks) putTask(store, task);
    for (const id of losses.keys()) if (!store.tasks.has(id)) dropTask(store, id);
  },
  cluster_status: (store, cluster) => Object.assign(store, { cluster }),
  node_update: (store, node) => store.nodes.set(node.id, node),
  training_progress: putTask,
  task_update({ tasks }, { id, status, nodes_involved }) {
    if (tasks.has(id)) tasks.set(id, { ...tasks.get(id), status, nodes_involved });
  },
  node_state({ nodes }, { id, state }) {
    if (nodes.has(id)) nodes.set(id, { ...nodes.get(id), state });
  },
  clock(store, { speed, scenario }) {
    const hello = scenario ? { ...store.hello, scenario } : store.hello;
    Object.assign(store, { speed, hello });
  },
};

/** Takes a task in, and its loss at the end of its curve. */
export function putTask(store, task) {
  const id = task.task_id;
  store.tasks.set(id, task);
  if (!store.tints.has(id)) store.tints.set(id, store.tints.size % TINTS);
  if (!store.losses.has(id)) store.losses.set(id, { values: [], until: -Infinity });
  const curve = store.losses.get(id);
  const now = secondsOf(store.time);
  if (now < curve.until + SPACING) curve.values.pop();
  else curve.until = now;
  push(curve.values, task.loss);
  const oldest = store.tasks.size > TASKS && [...store.tasks.values()].find(isEnded);
  if (oldest) dropTask(store, oldest.task_id);
}

function dropTask({ tasks, losses, filled }, id) {
  tasks.delete(id);
  losses.delete(id);
  filled.delete(id);
}

function push(values, value) {
  if (Number.isFinite(value)) values.push(value);
  if (values.length > POINTS) values.shift();
}

/** Takes the totals of a new tick, if there is one. Called before drawing, when the tick's events are gathered. */
export function settle(store) {
  if (store.measured === store.time) return;
  store.measured = store.time;
  const { totals } = store;
  const busy = [...store.nodes.values()].filter((node) => node.state === "ALIVE" && node.gpus);
  const sum = (measure) => busy.reduce((total, node) => total + measure(node), 0);
  if (busy.length) push(totals.gpu, sum(utilisation) / busy.length);
  if (busy.length) push(totals.power, sum(watts));
  // A snapshot's tasks come without metrics: no throughput is known then, which is not a throughput of zero.
  const measured = [...store.tasks.values()].filter((task) => task.metrics && !isEnded(task));
  if (measured.length) push(totals.samples, measured.reduce((total, { metrics }) => total + (metrics.samples_per_second ?? 0), 0));
}
