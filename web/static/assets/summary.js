// The cluster in one strip: health and counts, GPU use, power, and the throughput of training.
import { h, sparkline } from "./dom.js";
import { degrees, number, percent, power } from "./format.js";
import { t } from "./i18n.js";
import { temperature } from "./node.js";

const COUNTS = ["total", "active", "failed"];

/** Describes the strip. */
export function summary({ cluster, nodes, tasks, totals }) {
	const { gpu, power: watts, samples } = totals;
	const busy = [...nodes.values()].filter((node) => node.gpus && node.state === "ALIVE");
	const isBusy = busy.length > 0;
	const hottest = Math.max(...busy.map(temperature));
	const running = [...tasks.values()].filter((task) => task.status === "running").length;
	return h("section.summary", { "aria-label": t("cluster") },
		health(cluster),
		figure({
			name: "gpuUse", value: percent(isBusy ? gpu.at(-1) : undefined), values: gpu, high: 100,
			more: isBusy && t("meanOver", { n: number(busy.length) }),
		}),
		figure({
			name: "gpuPower", value: power(isBusy ? watts.at(-1) : undefined), values: watts,
			more: isBusy ? t("hottest", { n: degrees(hottest) }) : t("noGPU"),
		}),
		figure({
			name: "training", value: number(running), unit: t("ofRunning", { n: tasks.size }), values: samples,
			more: samples.length > 0 && t("samples", { n: number(samples.at(-1)) }),
		}));
}

function health(cluster) {
	const count = (name) => cluster?.[`${name}_nodes`] ?? 0;
	const [total, active, failed] = COUNTS.map(count);
	// The bar of the alive covers part of that of the unknown.
	const shares = { UNKNOWN: total - failed, ALIVE: active, DEAD: failed };
	return h("div.panel.health", { "data-health": cluster?.status },
		h("div.row",
			h("h2.big", h("span.dot"), t(cluster?.status ?? "waiting")),
			h("dl.counts", COUNTS.map((name) => h("div", { "data-some": name === "failed" && failed > 0 },
				h("dt", t(name)), h("dd", cluster ? number(count(name)) : "–"))))),
		h("div.shares", { "aria-hidden": "true" },
			Object.entries(shares).map(([name, n]) => h("span", { "data-state": name, share: n / total }))));
}

function figure({ name, value, values, unit = "", more = "", high = Math.max(1, ...values) * 1.15 }) {
	return h("div.panel.figure",
		h("div.row.muted", h("h2", t(name)), h("span", more)),
		h("p", h("span.big", value), " ", h("span.muted", unit)),
		sparkline(values, 0, high));
}
