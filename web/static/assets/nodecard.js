// One node: state, GPUs or network, CPU, memory, disk, and the task it works on.
import { h, setAttribute, setShare, setShown, setText } from "./dom.js";
import { duration, number, percent, power, rate } from "./format.js";
import { t } from "./i18n.js";
import { sparkline } from "./series.js";

const NEARLY_FULL = 90;

/** @returns {{root: Element, update: (item: {node: object, store: object, marked: boolean}) => void}} */
export function nodeCard() {
  const part = {
    title: h("h3"),
    state: h("span", { class: "badge" }),
    where: h("p", { class: "muted where" }),
    chartName: h("span", { class: "muted" }),
    chartValue: h("span", { class: "strong" }),
    gpus: h("div", { class: "gpus", "aria-hidden": "true" }),
    spark: sparkline(),
    meters: ["cpu", "memory", "disk"].map(meter),
    task: h("span", { class: "mono task-name" }),
    heat: h("span", { class: "muted heat" }),
  };
  const head = h("div", { class: "card-head" }, part.title, part.state);
  const chart = h("div", { class: "chart" }, h("p", { class: "row" }, part.chartName, part.chartValue), part.gpus, part.spark.root);
  const meters = h("div", { class: "meters" }, ...part.meters.map((m) => m.root));
  const dot = h("span", { class: "tint-dot", "aria-hidden": "true" });
  const foot = h("div", { class: "card-foot" }, dot, part.task, part.heat);
  part.root = h("article", { class: "card node" }, head, part.where, chart, meters, foot);
  return { root: part.root, update: (item) => drawNode(part, item) };
}

function meter(key) {
  const share = h("span");
  const value = h("span", { class: "strong" });
  const root = h("div", { class: "meter" }, h("span", { class: "muted" }, t(key)), h("span", { class: "track" }, share), value);
  const update = (usage) => {
    setAttribute(root, "data-full", usage >= NEARLY_FULL && key !== "cpu" ? "" : undefined);
    setShare(share, usage / 100);
    setText(value, percent(usage));
  };
  return { root, update };
}

function drawNode(part, { node, store, marked }) {
  setAttribute(part.root, "data-state", node.state);
  setAttribute(part.root, "data-tint", store.tints.get(node.task_id));
  setAttribute(part.root, "data-marked", marked ? "" : undefined);
  // The service's own names repeat the id; only a name of somebody's choosing is worth the room.
  setText(part.title, node.name === `Ray Node ${node.id}` ? node.id : (node.name ?? node.id));
  setAttribute(part.title, "title", node.name ?? node.id);
  setText(part.state, `${node.state} · ${node.state === "ALIVE" ? t(`node.${node.status}`) : t("frozen")}`);
  setText(part.where, `${node.ip} · ${t(`role.${node.role}`)}`);
  drawChart(part, node, store);
  [node.cpu_usage, node.memory_usage, node.disk_usage].forEach((usage, i) => part.meters[i].update(usage));
  drawFoot(part, node);
}

function drawChart(part, node, store) {
  const gpus = node.gpus ?? [];
  setShown(part.gpus, gpus.length > 0);
  part.spark.root.toggleAttribute("hidden", gpus.length > 0);
  if (!gpus.length) {
    setText(part.chartName, t("network"));
    setText(part.chartValue, rate((node.sent ?? 0) + (node.received ?? 0)));
    part.spark.update(store.network.get(node.id)?.values ?? []);
    return;
  }
  setText(part.chartName, `${gpus.length} × ${shortName(gpus[0].name)}`);
  setText(part.chartValue, percent(node.gpu_usage));
  if (part.gpus.childElementCount !== gpus.length) part.gpus.replaceChildren(...gpus.map(() => h("span", {}, h("span"))));
  gpus.forEach((gpu, i) => {
    setAttribute(part.gpus.children[i], "title", `GPU ${gpu.index}: ${percent(gpu.utilization)}`);
    setShare(part.gpus.children[i].firstChild, gpu.utilization / 100, "Y");
  });
}

function drawFoot(part, node) {
  const { gpus = [] } = node;
  if (node.state !== "ALIVE") {
    const age = (Date.parse(node.timestamp) - node.heartbeat) / 1000;
    setText(part.task, t("lastContact", { time: duration(age) }));
    setText(part.heat, "");
    return;
  }
  setText(part.task, node.task_id ?? t("free"));
  setAttribute(part.task, "title", node.task_id);
  const hottest = Math.max(...gpus.map((gpu) => gpu.temperature ?? 0));
  const watts = gpus.reduce((sum, gpu) => sum + (gpu.power ?? 0), 0);
  setText(part.heat, gpus.length ? `${number(hottest)} °C · ${power(watts)}` : "");
}

const shortName = (name = "GPU") => name.replace(/^NVIDIA /, "").replace(/-SXM\d?/, "");
