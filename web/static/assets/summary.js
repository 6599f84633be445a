// The cluster in one strip: health and counts, GPU use, power, and the throughput of training.
import { h, sparkline } from "./dom.js";
import { ageOf, degrees, number, percent, power } from "./format.js";
import { t } from "./i18n.js";
import { isEnded, temperature, timeOf } from "./node.js";

const COUNTS = ["total", "active", "failed"];

/** Describes the strip. */
export function summary(store) {
	const { cluster, nodes, tasks, totals } = store;
	const { gpu, power: watts, samples } = totals;
	const busy = [...nodes.values()].filter((node) => node.gpus && node.state === "ALIVE");
	const isBusy = busy.length > 0;
	const hottest = Math.max(...busy.map(temperature));
	const running = [...tasks.values()].filter((task) => task.status === "running").length;
	const nodesAge = ageOfNewest(store, busy);
	return h("section.summary", { "aria-label": t("cluster") },
		health(cluster, ageOf(store, store.clusterTime)),
		figure({
			name: "gpuUse", value: percent(isBusy ? gpu.at(-1) : undefined), values: gpu, high: 100, age: nodesAge,
			more: isBusy && t("meanOver", { n: number(busy.length) }),
		}),
		figure({
			name: "gpuPower", value: power(isBusy ? watts.at(-1) : undefined), values: watts, age: nodesAge,
			more: isBusy ? t("hottest", { n: degrees(hottest) }) : t("noGPU"),
		}),
		figure({
			name: "training", value: number(running), unit: t("ofRunning", { n: tasks.size }), values: samples,
			age: ageOfNewest(store, [...tasks.values()].filter((task) => !isEnded(task))),
			more: samples.length > 0 && t("samples", { n: number(samples.at(-1)) }),
		}));
}

const ageOfNewest = (store, items) => items.length > 0 && ageOf(store, items.map(timeOf).sort().at(-1));

function health(cluster, age) {
	const count = (name) => cluster?.[`${name}_nodes`] ?? 0;
	const [total, active, failed] = COUNTS.map(count);
	// The bar of the alive covers part of that of the unknown.
	const shares = { UNKNOWN: total - failed, ALIVE: active, DEAD: failed };
	return h("div.panel.health", { "data-health": cluster?.status, "data-old": Boolean(age) },
		h("div.row",
			h("h2.big", h("span.dot"), t(cluster?.status ?? "waiting"), age && h("span.age", age)),
			h("dl.counts", COUNTS.map((name) => h("div", { "data-some": name === "failed" && failed > 0 },
				h("dt", t(name)), h("dd", cluster ? number(count(name)) : "–"))))),
		h("div.shares", { "aria-hidden": "true" },
			Object.entries(shares).map(([name, n]) => h("span", { "data-state": name, share: n / total }))));
}

function figure({ name, value, values, unit = "", more = "", age, high = Math.max(1, ...values) * 1.15 }) {
	return h("div.panel.figure", { "data-old": Boolean(age) },
		h("div.row.muted", h("h2", t(name)), age ? h("span.age", age) : h("span", more)),
		h("p", h("span.big", value), " ", h("span.muted", unit)),
		sparkline(values, 0, high));
}
