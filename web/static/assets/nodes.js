// The nodes: a map of tiles, or a table; both show those that are searched for.
import { field, h, pills, setting } from "./dom.js";
import { number } from "./format.js";
import { planDraw } from "./frame.js";
import { t } from "./i18n.js";
import { nameOf } from "./names.js";
import { matches } from "./node.js";
import { NodeMap } from "./nodemap.js";
import { persist } from "./rest.js";
import { CHOICES, go, state } from "./state.js";

let map = null;
let table = null; // its module, once it is needed
let wantedTable = null; // a promise of it

/** Describes the nodes of a store; those of `markedTask` stand out on the map, where `actions` offers commands. */
export function nodes({ store, isLive, markedTask, actions }) {
	const all = [...store.nodes.values()];
	const found = state.find ? all.filter((node) => matches(node, state.find)) : all;
	const isMap = state.as === "map";
	if (isMap) {
		map ??= new NodeMap();
		map.draw({ groups: all.length ? inGroups(all) : [], found, store, isLive, markedTask, actions });
	}
	const count = found === all ? number(all.length) : `${number(found.length)} / ${number(all.length)}`;
	return h("section", { "aria-labelledby": "nodes-title", id: "nodes" },
		h("div.head",
			h("h2", { id: "nodes-title" }, t("nodes")),
			h("p.muted", all.length > 0 && count),
			tools(isMap)),
		isMap ? h(map.root) : tableOf(found, store),
		store.cluster && !all.length && h("p.empty", t("noNodes")));
}

// Nodes of one role, or of one task, are a group with a heading; those without a task come last.
function inGroups(all) {
	if (state.group === "id") return [{ nodes: all }];
	const isRole = state.group === "role";
	const nameOfKey = (key) => (isRole ? key : key ? nameOf(key) : t("noTask"));
	const groups = Map.groupBy(all, (node) => (isRole ? t(`role.${node.role}`) : node.task_id ?? ""));
	return [...groups].map(([key, nodes]) => ({ name: nameOfKey(key), id: isRole ? undefined : key, nodes }))
		.sort((a, b) => (a.id === "") - (b.id === "") || a.name.localeCompare(b.name));
}

function tools(isMap) {
	return h("div.tools",
		isMap && setting("group", (name) => t(`group.${name}`)),
		isMap && setting("colour", (name) => t(name)),
		field(t("search"), state.find, (find) => go({ find })),
		pills(t("showAs"), CHOICES.as, (as) => as === state.as, (as) => t(as), (as) => go({ as })));
}

function tableOf(found, store) {
	if (table) return table.describe(found, store);
	wantedTable ??= persist(() => import("./table.js")).then((loaded) => {
		table = loaded;
		planDraw();
	});
	return h("p.muted", t("waiting"));
}
