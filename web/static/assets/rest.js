// What the page asks REST for: the past, and the start of every curve.
import { secondsOf } from "./format.js";
import { createStore, putTask, SPACING } from "./store.js";

/** Where the server is, with a slash at the end. */
export const BASE = new URL("..", import.meta.url).href;
const LOOK_BACK = 600; // seconds of loss on a task's card
const AT_ONCE = 6;

/** JSON of a route of the server; a refusal is an error in the server's words. */
export async function ask(path, options) {
  const response = await fetch(BASE + path, options);
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body;
  const { detail = response.statusText } = body;
  throw new Error(Array.isArray(detail) ? detail.map(({ msg }) => msg).join("; ") : detail);
}

/** The path of a task or a node, by its id. */
export const pathOf = ({ task, node }) =>
  task ? `monitor/training/${encodeURIComponent(task)}` : `monitor/ray/cluster/node/${encodeURIComponent(node)}/metrics`;

/** Its values over the seconds before a time, in columns. */
export function history(what, to, seconds, step, options) {
  const from = new Date((secondsOf(to) - seconds) * 1000).toISOString();
  return ask(`${pathOf(what)}/history?${new URLSearchParams({ from, to, step: `${step}s` })}`, options);
}

// A task has no loss before it started, though REST tells of the one it will start with.
const losses = ({ time, start_time, loss }) => loss.filter((_, i) => secondsOf(time[i]) >= secondsOf(start_time[i]));

/** Puts what a task's loss did before the page was opened before what it has done since. */
export async function fillLosses(store, id) {
  if (store.filled.has(id)) return;
  store.filled.add(id);
  const earlier = losses(await history({ task: id }, store.time, LOOK_BACK, SPACING));
  const curve = store.losses.get(id);
  if (curve) curve.values = [...earlier.slice(0, -1), ...curve.values].slice(-earlier.length);
}

/** The whole picture at another instant; `grown` is called whenever there is more of it. */
export async function loadPast(at, live, signal, grown) {
  const options = { signal };
  const query = `?at=${encodeURIComponent(at)}`;
  const [listed, used] = await Promise.all(["node", "status"].map((name) => ask(`monitor/ray/cluster/${name}${query}`, options)));
  const { last_updated: time, nodes, cluster_status: cluster } = listed;
  const store = { ...createStore(), hello: live.hello, speed: live.speed, tints: live.tints, time, cluster };
  nodes.forEach(({ training, ...node }, i) => store.nodes.set(node.id, { ...node, ...used.nodes[i], state: node.state, task_id: training?.task_id }));
  grown(store);

  const tasks = new Set([...live.tasks.keys(), ...nodes.flatMap(({ training }) => training?.task_id ?? [])]);
  const marks = [];
  const jobs = [
    ...[...tasks].map((id) => async () => marks.push(...(await pastTask(store, id, options)))),
    ...nodes.map(({ id }) => async () => store.nodes.set(id, await ask(`${pathOf({ node: id })}?${new URLSearchParams({ at: time })}`, options))),
  ];
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let job = jobs.shift(); job; job = jobs.shift()) {
      await job();
      grown(store);
    }
  }));
  for (const mark of marks.sort((a, b) => secondsOf(a.time) - secondsOf(b.time))) store.notes.push(mark);
  grown(store);
}

async function pastTask(store, id, options) {
  const { events, ...columns } = await history({ task: id }, store.time, LOOK_BACK, SPACING, options);
  const last = Object.entries(columns).map(([name, column]) => [name, Array.isArray(column) ? column.at(-1) : column]);
  const task = Object.fromEntries(last.filter(([, value]) => value !== null));
  if (secondsOf(task.start_time) > secondsOf(store.time)) return [];
  putTask(store, { ...task, metrics: task });
  store.losses.get(id).values = losses(columns);
  return events;
}
