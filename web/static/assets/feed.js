// What happened, newest first: state changes, log lines, and the stream itself; each opens as the JSON that it is.
import { button, choice, field, h, pills } from "./dom.js";
import { clock, number, percent } from "./format.js";
import { t } from "./i18n.js";
import { CHOICES, go, state } from "./state.js";

const SHOWN = 80;
const LEVELS = { DEAD: "ERROR", failed: "ERROR", UNKNOWN: "WARNING", gap: "WARNING", bye: "WARNING" };
const KINDS = { changes: /^(task_update|node_state|hello|gap|bye|clock)$/, logs: /^(system_log|error)$/, stream: /_progress$|node_update|snapshot|heartbeat|cluster_|pong/ };

export function feed(store, page) {
  const source = page.held ?? store;
  const kinds = state.kinds.split(",");
  const ring = kinds.includes("stream") ? source.events : source.notes;
  // A detail brings what happened before the page was opened.
  const marks = ring === source.notes && page.detail?.marks?.map((item, n) => ({ n, item })).filter(({ item }) => wanted(item, kinds));
  const entries = marks ? marks.slice(-SHOWN).reverse() : ring.newest(SHOWN, (event) => wanted(event, kinds));
  const toggle = (kind) => go({ kinds: (kinds.includes(kind) ? kinds.filter((each) => each !== kind) : [...kinds, kind]).join() });
  return h("section", { class: "feed", "aria-labelledby": "feed-title", id: "feed" },
    h("div", { class: "head" }, h("h2", { id: "feed-title" }, t("events")),
      button(t(page.held ? "resume" : "pause"), () => hold(store, page), { class: "button chip", "aria-pressed": String(Boolean(page.held)) }),
      page.held && h("span", { class: "muted small" }, t("newer", { n: number(page.live.notes.count - page.held.notes.count) }))),
    h("div", { class: "filters" },
      pills(t("kinds"), Object.keys(KINDS), (kind) => kinds.includes(kind), (kind) => t(`kinds.${kind}`), toggle),
      choice(t("level"), CHOICES.level, state.level, (level) => t(`level.${level}`), (level) => go({ level })),
      field(t("search"), state.text, (text) => go({ text }))),
    h("ol", { tabindex: "0", "aria-labelledby": "feed-title" }, entries.map((entry) => line(entry, page))),
    !entries.length && h("p", { class: "muted" }, t("quiet")));
}

function hold(store, page) {
  page.held = page.held ? null : { notes: store.notes.copy(), events: store.events.copy() };
  page.plan();
}

function wanted(event, kinds) {
  const id = state.task || state.node;
  if (id && event.id && !names(event, id)) return false;
  if (!kinds.some((kind) => KINDS[kind]?.test(event.type))) return false;
  if (CHOICES.level.indexOf(levelOf(event)) < CHOICES.level.indexOf(state.level)) return false;
  return !state.text || `${event.type} ${textOf(event)}`.toLowerCase().includes(state.text.toLowerCase());
}

const names = ({ payload: p = {} }, id) => [p.id, p.task_id, p.node_id, ...(p.nodes_involved ?? [])].includes(id);
const levelOf = ({ type, payload: p = {} }) => p.level ?? LEVELS[p.state ?? p.status] ?? LEVELS[type] ?? "INFO";

function textOf({ type, payload: p = {} }) {
  switch (type) {
    case "system_log": return p.message;
    case "node_state": return `${p.id}: ${p.previous_state} → ${p.state} · ${p.reason}`;
    case "task_update": return `${p.id}: ${p.previous_status} → ${p.status} · ${p.reason}`;
    case "hello": return t(p.resumed ? "resumed" : "connected", p);
    case "gap": return `${p.reason}: ${p.recover}`;
    case "clock": return t("clockRuns", p);
    case "node_update": return `${p.id}: ${p.state}, GPU ${percent(p.gpu_usage)}, CPU ${percent(p.cpu_usage)}`;
    case "training_progress": return `${p.task_id}: ${percent(p.progress * 100, 2)}, ${t("loss")} ${p.loss}`;
    case "cluster_status": return t("clusterIs", { active: p.active_nodes, total: p.total_nodes });
    default: return p.reason ?? p.message ?? "";
  }
}

function line({ n, item }, page) {
  const { type, time, payload } = item;
  return h("li", { key: n, "data-level": levelOf(item) },
    h("button", { type: "button", class: "entry", onclick: () => page.openSheet(item), title: t("inspect") },
      h("span", { class: "small muted" }, h("time", {}, clock(payload?.at ?? time)), h("b", {}, levelOf(item)), payload?.category ?? type),
      h("span", {}, textOf(item))));
}
