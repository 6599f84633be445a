// One task or node in depth: its facts, and curves that start with its history and go on live.
import { h, link } from "./dom.js";
import { Charts } from "./charts.js";
import { connect } from "../client.js";
import { degrees, duration, loss, number, percent, power, rate, secondsOf, short } from "./format.js";
import { t } from "./i18n.js";
import { condition, temperature, watts } from "./node.js";
import { ask, BASE, history, pathOf } from "./rest.js";
import { go, linkTo, SECONDS, state } from "./state.js";

const POINTS = 300;
const share = (value) => percent(100 * value, 1);
const TASK = [
  ["loss", short, ["loss", "val_loss"]], ["accuracy", share, ["accuracy", "val_accuracy"]], ["learningRate", short, ["learning_rate"]],
  ["gradNorm", short, ["grad_norm"]], ["throughput", short, ["samples_per_second"]], ["progress", share, ["progress"]],
];
const NODE = [
  ["use", percent, "utilization"], ["power", power, "power"], ["heat", degrees, "temperature"], ["gpuMemory", (mib) => `${short(mib)} MiB`, "memory_used"],
  ["cpu", percent, ["cpu_usage", "memory_usage", "disk_usage"]], ["network", rate, ["sent", "received"]],
];

export class Detail {
  #page;
  #what = { task: state.task, node: state.node };
  #id = state.task || state.node;
  #entity = null;
  marks = []; // what happened in the span, and since
  #pending = []; // events that come while the history is on its way
  #charts = null;
  #trouble = "";
  #own = null;

  constructor(page) {
    this.#page = page;
    this.#load().catch((error) => {
      this.#trouble = error.message;
      page.plan();
    });
  }

  async #load() {
    const at = state.at ? `?${new URLSearchParams({ at: state.at })}` : "";
    this.#entity = await ask(pathOf(this.#what) + at);
    const until = this.#entity.last_update ?? this.#entity.timestamp;
    const step = Math.max(1, Math.round(SECONDS[state.span] / POINTS));
    const { time, events, gpus, ...columns } = await history(this.#what, until, SECONDS[state.span], step);
    for (const { index, ...gpu } of gpus ?? []) for (const name in gpu) columns[`${name}.${index}`] = gpu[name];
    const from = columns.start_time ? blankBefore(columns, time) : -Infinity;
    this.marks = events;
    this.#charts = new Charts({
      charts: charted(this.#what, columns), time: time.map(secondsOf), columns, from, span: SECONDS[state.span], marks: events, like: until, plan: this.#page.plan,
    });
    this.#pending.forEach((event) => this.#follow(event));
    this.#pending = null;
    // Any id answers, but only those of the scenario are in the page's own stream.
    const { live } = this.#page;
    const known = this.#what.task ? live.tasks : live.nodes;
    if (!state.at && live.cluster && !known.has(this.#id)) this.#listen();
    this.#page.plan();
  }

  #listen() {
    const ids = this.#what.task ? { taskIds: [this.#id] } : { nodeIds: [this.#id] };
    this.#own = connect({ url: BASE, ...ids, onEvent: (event) => {
      this.#follow(event);
      this.#page.plan();
    } });
  }

  /** Takes an event of the page's stream. */
  take(event) {
    const { payload: p = {}, type } = event;
    if (state.at || type === "hello" || ![p.id, p.task_id, p.node_id].includes(this.#id)) return;
    if (this.#pending) this.#pending.push(event);
    else this.#follow(event);
  }

  #follow(event) {
    const { type, time, payload } = event;
    if (/^(system_log|node_state|task_update)$/.test(type)) this.marks.push({ ...event, time: payload.at ?? time });
    if (type !== (this.#what.task ? "training_progress" : "node_update")) return;
    this.#entity = payload;
    const values = { ...payload, ...payload.metrics };
    for (const { index, ...gpu } of payload.gpus ?? []) for (const name in gpu) values[`${name}.${index}`] = gpu[name];
    this.#charts.append(secondsOf(time), values);
  }

  close() {
    this.#own?.close();
    this.#charts?.close();
  }

  redraw() {
    this.#charts?.redraw();
  }

  /** The description of the whole view. */
  view(store) {
    const { task, node } = this.#what;
    const entity = store.tasks.get(task) ?? store.nodes.get(node) ?? this.#entity;
    if (!this.#page.frozen || state.at) this.#charts?.redraw();
    return h("section", { class: "detail", "aria-labelledby": "detail-title", id: "detail" },
      h("div", { class: "head" }, link(`← ${t("back")}`, linkTo({ task: "", node: "" }), () => go({ task: "", node: "" }, true), { class: "button" }),
        h("h2", { class: "mono", id: "detail-title" }, this.#id),
        entity && h("span", { class: "badge", "data-is": entity.status }, task ? t(`status.${entity.status}`) : t(`node.${condition(entity)}`)),
        this.#page.control?.actions(this.#what, entity, this.#page)),
      this.#trouble && h("p", { class: "empty", role: "alert" }, this.#trouble),
      entity && h("dl", { class: "panel facts wide" }, (task ? taskFacts : nodeFacts)(entity).map(([name, value]) =>
        value !== undefined && h("div", {}, h("dt", {}, t(name)), h("dd", {}, value)))),
      !this.#charts && !this.#trouble && h("p", { class: "muted" }, t("waiting")),
      this.#charts && [this.#charts.tools(), h(this.#charts.root)]);
  }
}

// A task has no values before it started, though REST tells of those it will start with. Returns when that was.
function blankBefore(columns, time) {
  const started = secondsOf(columns.start_time.at(-1));
  for (const column of Object.values(columns)) {
    if (Array.isArray(column)) time.forEach((each, i) => secondsOf(each) < started && (column[i] = null));
  }
  return started;
}

// GPU curves are as many as the node has GPUs; charts without a value, such as GPUs of a node without, are left out.
function charted({ task }, columns) {
  const all = task ? TASK : NODE;
  const expanded = all.map(([name, text, keys]) => [name, text, Array.isArray(keys) ? keys : Object.keys(columns).filter((key) => key.startsWith(`${keys}.`))]);
  return expanded.map(([name, text, keys]) => [name, text, keys.filter((key) => columns[key]?.some((value) => value !== null))]).filter(([, , keys]) => keys.length);
}

const toTask = (id) => (id ? link(id, linkTo({ task: id, node: "" }), () => go({ task: id, node: "" }, true), { class: "mono" }) : undefined);
const toNode = (id) => h("span", {}, link(id, linkTo({ task: "", node: id }), () => go({ task: "", node: id }, true), { class: "mono" }), " ");

const taskFacts = (task) => [
  ["progress", percent(task.progress * 100, 1)], ["epoch", `${number(task.current_epoch)} / ${number(task.total_epochs)}`], ["loss", loss(task.loss)],
  ["accuracy", task.accuracy === undefined ? undefined : percent(100 * task.accuracy, 1)],
  ["remaining", task.estimated_time_remaining === undefined ? undefined : duration(task.estimated_time_remaining)],
  ["nodes", (task.nodes_involved ?? []).map(toNode)],
];

const nodeFacts = (node) => [
  ["address", node.ip], ["role", t(`role.${node.role}`)], ["use", percent(node.gpu_usage ?? node.cpu_usage)],
  ["heat", node.gpus && degrees(temperature(node))], ["power", node.gpus && power(watts(node))],
  ["gpu", node.gpus && `${node.gpus.length} × ${node.gpus[0].name}`], ["lastSeen", node.last_seen], ["task", toTask(node.task_id)],
];
