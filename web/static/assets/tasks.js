// The tasks as cards: those at work first, the rest folded away when there are many.
import { button, h, link, sparkline } from "./dom.js";
import { duration, loss, percent } from "./format.js";
import { t } from "./i18n.js";
import { isEnded } from "./node.js";
import { fillLosses } from "./rest.js";
import { go, linkTo, state } from "./state.js";

const FOLDED = 6;
const ORDER = ["running", "paused", "pending", "failed", "completed", "cancelled"];

export function tasks(store, page) {
  const all = [...store.tasks.values()].sort(inOrder);
  const active = all.filter((task) => !isEnded(task)).length;
  const shown = state.all ? all : all.slice(0, FOLDED);
  if (store === page.live) for (const task of shown.slice(0, FOLDED)) fillLosses(store, task.task_id).catch(() => {});
  return h("section", { "aria-labelledby": "tasks-title", id: "tasks" },
    h("div", { class: "head" }, h("h2", { id: "tasks-title" }, t("tasks")),
      h("p", { class: "muted" }, all.length > 0 && t("taskCounts", { active, ended: all.length - active })), page.control?.start(page)),
    h("div", { class: "cards" }, shown.map((task) => card(task, store, page))),
    all.length > FOLDED && button(state.all ? t("showFewer") : t("showAll", { n: all.length }), () => go({ all: state.all ? "" : "1" }), {
      class: "button fold", "aria-expanded": String(Boolean(state.all)),
    }),
    store.cluster && !all.length && h("p", { class: "empty" }, h("strong", {}, t("noTasks")), " ", t("noTasksWhy")));
}

// Those that ended come newest first: what has just finished is what one looks for.
const inOrder = (a, b) => rank(a) - rank(b) || (isEnded(a) ? b.start_time.localeCompare(a.start_time) : 0);
const rank = (task) => ORDER.indexOf(task.status);

function card(task, store, page) {
  const { task_id: id, status, accuracy, estimated_time_remaining: left, nodes_involved: nodes = [], progress } = task;
  return h("article", { key: id, class: "card task", "data-tint": store.tints.get(id), "data-status": status },
    h("div", { class: "row" },
      h("h3", { class: "mono" }, h("span", { class: "tint" }), link(id, linkTo({ task: id }), () => go({ task: id }, true), { title: id })),
      h("span", { class: "badge" }, t(`status.${status}`))),
    h("div", { class: "curve" },
      h("dl", {}, h("div", {}, h("dt", {}, t("loss")), h("dd", {}, loss(task.loss))),
        accuracy !== undefined && h("div", {}, h("dt", {}, t("accuracy")), h("dd", {}, percent(accuracy * 100, 1)))),
      sparkline(store.losses.get(id)?.values ?? [])),
    h("div", { class: "bar", role: "progressbar", "aria-label": `${t("progress")} ${id}`, "aria-valuemin": 0, "aria-valuemax": 100,
      "aria-valuenow": Math.round(progress * 100) }, h("span", { share: progress })),
    h("div", { class: "row small muted" }, h("strong", {}, percent(progress * 100, 1)),
      h("span", {}, t("epochOf", { n: task.current_epoch, total: task.total_epochs })),
      h("span", {}, left > 0 && status === "running" && t("left", { time: duration(left) })),
      button(t("nodeCount", { n: nodes.length }), () => mark(page, id), {
        class: "button chip", "aria-pressed": String(page.marked === id), title: t("showNodes", { id }), disabled: !nodes.length,
      })));
}

function mark(page, id) {
  page.marked = page.marked === id ? "" : id;
  page.plan();
}
