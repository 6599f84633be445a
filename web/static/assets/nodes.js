// The nodes: a map of tiles, or a table; both show those that are searched for.
import { choice, field, h, link, pills, button } from "./dom.js";
import { degrees, number, percent, power, rate } from "./format.js";
import { t } from "./i18n.js";
import { condition, matches, memory, temperature, utilisation, watts } from "./node.js";
import { NodeMap } from "./nodemap.js";
import { CHOICES, go, linkTo, state } from "./state.js";

const ROWS = 25;
// What a column shows, how it reads, and whether its largest values are the most interesting ones.
const COLUMNS = {
  id: [(node) => node.id, String], state: [condition, (word) => t(`node.${word}`)], task: [(node) => node.task_id ?? "", String],
  use: [utilisation, percent, true], memory: [memory, percent, true], heat: [temperature, degrees, true], power: [watts, power, true],
  cpu: [(node) => node.cpu_usage, percent, true], network: [(node) => (node.sent ?? 0) + (node.received ?? 0), rate, true],
};
let map;
let page = 0;

export function nodes(store, view) {
  map ??= new NodeMap(view);
  const all = [...store.nodes.values()];
  const found = state.find ? all.filter((node) => matches(node, state.find)) : all;
  const asMap = state.as === "map";
  if (asMap) map.draw(all, found, store);
  return h("section", { "aria-labelledby": "nodes-title", id: "nodes" },
    h("div", { class: "head" }, h("h2", { id: "nodes-title" }, t("nodes")),
      h("p", { class: "muted" }, all.length > 0 && (found === all ? number(all.length) : `${number(found.length)} / ${number(all.length)}`)),
      h("div", { class: "tools" },
        asMap && choice(t("colour"), CHOICES.colour, state.colour, (name) => t(name), (colour) => go({ colour })),
        field(t("search"), state.find, (find) => go({ find })),
        pills(t("showAs"), CHOICES.as, (as) => as === state.as, (as) => t(as), (as) => go({ as })))),
    asMap ? h(map.root) : table(found, store, view),
    store.cluster && !all.length && h("p", { class: "empty" }, t("noNodes")));
}

function table(found, store, view) {
  const name = state.sort.replace("-", "");
  const [of, , large] = COLUMNS[name] ?? COLUMNS.id;
  const up = state.sort.startsWith("-") === Boolean(large);
  const compare = (a, b) => (typeof a === "string" ? a.localeCompare(b) : (Number.isFinite(a) ? a : -1) - (Number.isFinite(b) ? b : -1));
  const sorted = [...found].sort((a, b) => (up ? 1 : -1) * compare(of(a), of(b)));
  page = Math.max(0, Math.min(page, Math.ceil(sorted.length / ROWS) - 1));
  return h("div", {},
    h("div", { class: "scroll", tabindex: "0", role: "region", "aria-labelledby": "nodes-title" }, h("table", {},
      h("thead", {}, h("tr", {}, Object.keys(COLUMNS).map((each) => heading(each, each === name, up)))),
      h("tbody", {}, sorted.slice(page * ROWS, (page + 1) * ROWS).map((node) => row(node, store))))),
    sorted.length > ROWS && h("p", { class: "row pager" }, turn(t("previous"), -1, page === 0, view),
      h("span", {}, `${page * ROWS + 1}–${Math.min((page + 1) * ROWS, sorted.length)} / ${number(sorted.length)}`),
      turn(t("next"), 1, (page + 1) * ROWS >= sorted.length, view)));
}

const turn = (text, by, disabled, view) => button(text, () => {
  page += by;
  view.plan();
}, { disabled });

function heading(each, mine, up) {
  return h("th", { scope: "col", "aria-sort": mine ? (up ? "ascending" : "descending") : undefined },
    h("button", { type: "button", onclick: () => go({ sort: mine && !state.sort.startsWith("-") ? `-${each}` : each }) },
      t(each), mine && (up ? " ↑" : " ↓")));
}

function row(node, store) {
  const to = (kind, id) => (id ? link(id, linkTo({ [kind]: id }), () => go({ [kind]: id }, true), { class: "mono" }) : "–");
  return h("tr", { key: node.id, "data-state": node.state, "data-tint": store.tints.get(node.task_id) },
    Object.entries(COLUMNS).map(([name, [of, text]]) => h("td", {},
      name === "id" ? to("node", node.id) : name === "task" ? to("task", node.task_id) : text(of(node)))));
}
