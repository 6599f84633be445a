// The cluster in one strip: health and counts, GPU use, power, and what is being trained.
import { h, setAttribute, setShare, setText } from "./dom.js";
import { number, percent, power } from "./format.js";
import { t } from "./i18n.js";
import { sparkline } from "./series.js";

export function summaryView(root) {
  const health = healthPanel();
  const gpu = figure("gpuUse");
  const watts = figure("gpuPower");
  const training = figure("training");
  root.replaceChildren(health.root, gpu.root, watts.root, training.root);

  return {
    draw(store) {
      health.update(store.cluster);
      const hardware = countHardware(store.nodes);
      const { totals } = store;
      const mean = hardware.live ? t("meanOver", { n: number(hardware.live) }) : "";
      gpu.update(percent(hardware.live ? totals.gpu.last : NaN), mean, totals.gpu.values, [0, 100]);
      const hottest = hardware.hottest ? t("maxTemperature", { n: number(hardware.hottest) }) : hardwareNote(hardware.gpus);
      watts.update(hardware.live ? power(totals.power.last) : "–", hottest, totals.power.values, fromZero(totals.power.values));
      drawTraining(training, store);
    },
  };
}

const hardwareNote = (gpus) => (gpus ? t("gpuCount", { n: number(gpus) }) : t("noGpu"));
const fromZero = (values) => [0, Math.max(1, ...values) * 1.15];

function drawTraining(training, { tasks, totals }) {
  let running = 0;
  for (const task of tasks.values()) if (task.status === "running") running += 1;
  const speed = totals.samples.last;
  const more = speed ? t("throughput", { n: number(speed) }) : "";
  training.update(String(running), more, totals.samples.values, fromZero(totals.samples.values), t("runningShort", { total: tasks.size }));
}

function countHardware(nodes) {
  const sum = { live: 0, gpus: 0, hottest: 0 };
  for (const node of nodes.values()) {
    if (!node.gpus?.length) continue;
    sum.gpus += node.gpus.length;
    if (node.state !== "ALIVE") continue;
    sum.live += 1;
    for (const gpu of node.gpus) sum.hottest = Math.max(sum.hottest, gpu.temperature ?? 0);
  }
  return sum;
}

function healthPanel() {
  const word = h("h2", { class: "health-word" }, h("span", { class: "dot", "aria-hidden": "true" }), h("span"));
  const counts = ["total", "active", "failed"].map((key) => h("dd", { class: `count-${key}` }));
  const labels = ["total", "active", "failed"].map((key) => h("dt", {}, t(key)));
  const list = h("dl", { class: "counts" }, ...counts.map((count, i) => h("div", {}, labels[i], count)));
  const shares = ["DEAD", "UNKNOWN", "ALIVE"].map((state) => h("span", { "data-state": state }));
  const bar = h("div", { class: "shares", "aria-hidden": "true" }, ...shares);
  const root = h("div", { class: "panel health" }, h("div", { class: "health-line" }, word, list), bar);
  return { root, update: (cluster) => drawHealth({ root, word: word.lastChild, counts, shares }, cluster) };
}

function drawHealth({ root, word, counts, shares }, cluster) {
  setAttribute(root, "data-health", cluster?.status);
  setText(word, t(cluster?.status ?? "waiting"));
  const { total_nodes: total = 0, active_nodes: active = 0, failed_nodes: failed = 0 } = cluster ?? {};
  [total, active, failed].forEach((n, i) => setText(counts[i], cluster ? number(n) : "–"));
  setAttribute(counts[2], "data-some", failed ? "" : undefined);
  // The dead grow from the right; the unknown start at the left, below the alive, and show where those end.
  const unknown = total - active - failed;
  const lengths = [failed, unknown && active + unknown, active];
  lengths.forEach((length, i) => setShare(shares[i], total ? length / total : 0));
}

function figure(key) {
  const value = h("span", { class: "figure-value" });
  const unit = h("span", { class: "figure-unit" });
  const more = h("p", { class: "muted figure-more" });
  const spark = sparkline();
  const root = h("div", { class: "panel figure" }, h("h3", {}, t(key)), h("p", {}, value, unit), more, spark.root);
  const update = (text, note, values, range, suffix = "") => {
    setText(value, text);
    setText(unit, suffix);
    setText(more, note);
    spark.update(values, range);
  };
  return { root, update };
}
