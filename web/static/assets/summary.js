// The cluster in one strip: health and counts, GPU use, power, and what is being trained.
import { h, sparkline } from "./dom.js";
import { degrees, number, percent, power } from "./format.js";
import { t } from "./i18n.js";
import { temperature } from "./node.js";

const COUNTS = ["total", "active", "failed"];

export function summary({ cluster, nodes, tasks, totals }) {
  const { gpu, power: drawn, samples } = totals;
  const busy = [...nodes.values()].filter((node) => node.gpus && node.state === "ALIVE");
  const hottest = Math.max(...busy.map(temperature));
  const running = [...tasks.values()].filter((task) => task.status === "running").length;
  const [use, watts] = busy.length ? [gpu.at(-1), drawn.at(-1)] : [];
  return h("section", { class: "summary", "aria-label": t("cluster") },
    health(cluster),
    figure("gpuUse", percent(use), "", busy.length > 0 && t("meanOver", { n: number(busy.length) }), gpu, 100),
    figure("gpuPower", power(watts), "", busy.length ? t("hottest", { n: degrees(hottest) }) : t("noGPU"), drawn),
    figure("training", number(running), t("ofRunning", { n: tasks.size }), samples.length > 0 && t("samples", { n: number(samples.at(-1)) }), samples));
}

function health(cluster) {
  const count = (name) => cluster?.[`${name}_nodes`] ?? 0;
  const [total, active, failed] = COUNTS.map(count);
  const shares = { ALIVE: active, UNKNOWN: active + (total - active - failed), DEAD: failed };
  return h("div", { class: "panel health", "data-health": cluster?.status },
    h("div", { class: "row" },
      h("h2", { class: "big" }, h("span", { class: "dot" }), t(cluster?.status ?? "waiting")),
      h("dl", { class: "counts" }, COUNTS.map((name) => h("div", { "data-some": name === "failed" && failed > 0 },
        h("dt", {}, t(name)), h("dd", {}, cluster ? number(count(name)) : "–"))))),
    h("div", { class: "shares", "aria-hidden": "true" },
      ["UNKNOWN", "ALIVE", "DEAD"].map((name) => h("span", { "data-state": name, share: shares[name] / total }))));
}

const figure = (name, value, unit, more, values, high = Math.max(1, ...values) * 1.15) => h("div", { class: "panel figure" },
  h("div", { class: "row muted" }, h("h2", {}, t(name)), h("span", {}, more)),
  h("p", {}, h("span", { class: "big" }, value), " ", h("span", { class: "muted" }, unit)),
  sparkline(values, 0, high));
