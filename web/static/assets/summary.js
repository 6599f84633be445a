// The cluster in one strip: health and counts, GPU use, power, and the throughput of training.
import { h, sparkline } from "./dom.js";
import { ageOf, degrees, number, percent, power } from "./format.js";
import { t } from "./i18n.js";
import { isEnded, temperature, timeOf } from "./node.js";

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
			name: "gpuUse", value: percent(isBusy ? gpu.last() : undefined), curve: gpu, high: 100, age: nodesAge,
			more: isBusy && t("meanOver", { n: number(busy.length) }),
		}),
		figure({
			name: "gpuPower", value: power(isBusy ? watts.last() : undefined), curve: watts, age: nodesAge,
			more: isBusy ? t("hottest", { n: degrees(hottest) }) : store.cluster && t("noGPU"),
		}),
		figure({
			name: "training", value: store.cluster ? number(running) : "–", unit: t("ofRunning", { n: tasks.size }),
			curve: samples, age: ageOfNewest(store, [...tasks.values()].filter((task) => !isEnded(task))),
			more: samples.points.length > 0 && t("samples", { n: number(samples.last()) }),
		}));
}

const ageOfNewest = (store, items) => items.length > 0 && ageOf(store, items.map(timeOf).sort().at(-1));

function health(cluster, age) {
	const { total_nodes: total = 0, active_nodes: active = 0, failed_nodes: failed = 0 } = cluster ?? {};
	const counts = { total, active, unknown: total - active - failed, failed };
	// Without a node whose state is not known, there is no word about it.
	const shown = Object.entries(counts).filter(([name, n]) => name !== "unknown" || n > 0);
	// The bar of the alive covers part of that of the unknown.
	const shares = { UNKNOWN: total - failed, ALIVE: active, DEAD: failed };
	return h("div.panel.health", { "data-health": cluster?.status, "data-old": Boolean(age) },
		h("div.row",
			h("h2.big", h("span.dot"), t(cluster?.status ?? "waiting"), age && h("span.age", age)),
			h("dl.counts", shown.map(([name, n]) => h("div", { key: name, "data-some": n > 0 && name },
				h("dt", t(name)), h("dd", cluster ? number(n) : "–"))))),
		h("div.shares", { "aria-hidden": "true" },
			Object.entries(shares).map(([name, n]) => h("span", { "data-state": name, share: n / total }))));
}

function figure({ name, value, curve, unit = "", more = "", age, high }) {
	const most = high ?? Math.max(1, ...curve.points.map(([, point]) => point ?? 0)) * 1.15;
	return h("div.panel.figure", { "data-old": Boolean(age) },
		h("div.row.muted", h("h2", t(name)), age ? h("span.age", age) : h("span", more)),
		h("p", h("span.big", value), " ", h("span.muted", unit)),
		sparkline(curve.points, 0, most));
}
