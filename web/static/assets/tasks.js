// The tasks as cards: those at work first, the rest folded away when there are many.
import { h, keyed, setAttribute, setShare, setShown, setText } from "./dom.js";
import { duration, loss, percent } from "./format.js";
import { t } from "./i18n.js";
import { sparkline } from "./series.js";
import { isEnded } from "./store.js";

const FOLDED = 6;
const ORDER = ["running", "paused", "pending", "failed", "completed", "cancelled"];

export function tasksView(section, ui, plan) {
  const change = (choice) => {
    Object.assign(ui, choice);
    plan();
  };
  const count = section.querySelector("[data-slot=count]");
  const list = h("div", { class: "cards task-cards" });
  const more = h("button", { class: "button fold", click: () => change({ allTasks: !ui.allTasks }) });
  const empty = emptyTasks();
  section.querySelector("[data-slot=body]").replaceChildren(list, more, empty);

  // Only cards on screen are drawn: 200 open ones would otherwise cost as much as the rest of the page.
  const visible = new WeakSet();
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) visible[isIntersecting ? "add" : "delete"](target);
    plan();
  });
  const mark = (id) => change({ markedTask: ui.markedTask === id ? "" : id });
  const sync = keyed(list, () => taskCard({ mark, observer, visible }));

  return {
    draw(store) {
      const tasks = [...store.tasks.values()].sort(inOrder);
      const active = tasks.filter((task) => !isEnded(task)).length;
      setText(count, tasks.length ? t("taskCounts", { active, ended: tasks.length - active }) : "");
      const shown = ui.allTasks ? tasks : tasks.slice(0, FOLDED);
      sync(shown.map((task) => ({ task, store, marked: ui.markedTask === task.task_id })), (item) => item.task.task_id);
      setShown(more, tasks.length > FOLDED);
      setAttribute(more, "aria-expanded", ui.allTasks);
      setText(more, ui.allTasks ? t("showFewer") : t("showAll", { n: tasks.length }));
      setShown(empty, Boolean(store.cluster) && tasks.length === 0);
    },
  };
}

// Those that ended come newest first: what has just finished is what one looks for.
const inOrder = (a, b) => rank(a) - rank(b) || (isEnded(a) ? b.start_time.localeCompare(a.start_time) : 0);
const rank = (task) => (ORDER.indexOf(task.status) + ORDER.length) % ORDER.length;

function emptyTasks() {
  return h("div", { class: "empty" }, h("p", {}, h("strong", {}, t("noTasks")), h("br"), t("noTasksWhy")));
}

function taskCard({ mark, observer, visible }) {
  const part = {
    title: h("h3", { class: "mono" }),
    status: h("span", { class: "badge" }),
    loss: h("dd", { class: "big" }),
    accuracy: h("dd", { class: "big" }),
    spark: sparkline(),
    share: h("span"),
    percent: h("span", { class: "strong" }),
    epoch: h("span", { class: "muted" }),
    left: h("span", { class: "muted" }),
    nodes: h("button", { class: "chip", click: () => mark(part.id) }),
  };
  part.accuracyBox = h("div", {}, h("dt", {}, t("accuracy")), part.accuracy);
  part.bar = h("div", { class: "progress", role: "progressbar", "aria-valuemin": 0, "aria-valuemax": 100 }, part.share);
  const figures = h("dl", { class: "pair" }, h("div", {}, h("dt", {}, t("loss")), part.loss), part.accuracyBox);
  part.root = h(
    "article",
    { class: "card task" },
    h("div", { class: "card-head" }, h("span", { class: "tint-dot", "aria-hidden": "true" }), part.title, part.status),
    h("div", { class: "task-middle" }, figures, part.spark.root),
    part.bar,
    h("div", { class: "card-foot" }, part.percent, part.epoch, part.left, part.nodes),
  );
  observer.observe(part.root);
  return { root: part.root, update: (item) => (visible.has(part.root) || !part.id) && drawTask(part, item) };
}

function drawTask(part, { task, store, marked }) {
  const id = task.task_id;
  part.id = id;
  setAttribute(part.root, "data-tint", store.tints.get(id));
  setAttribute(part.root, "data-status", task.status);
  setText(part.title, id);
  setAttribute(part.title, "title", id);
  setText(part.status, t(`status.${task.status}`));
  setText(part.loss, loss(task.loss));
  setShown(part.accuracyBox, task.accuracy !== undefined);
  setText(part.accuracy, percent(task.accuracy * 100, 1));
  part.spark.update(store.losses.get(id).values);
  setShare(part.share, task.progress);
  setAttribute(part.bar, "aria-valuenow", Math.round(task.progress * 100));
  setAttribute(part.bar, "aria-label", `${t("progress")} ${id}`);
  setText(part.percent, percent(task.progress * 100, 1));
  setText(part.epoch, t("epochOf", { n: task.current_epoch, total: task.total_epochs }));
  const left = task.estimated_time_remaining;
  setText(part.left, left === undefined ? "" : t("remaining", { time: duration(left) }));
  drawNodesButton(part.nodes, task, marked);
}

function drawNodesButton(button, { task_id: id, nodes_involved: nodes = [] }, marked) {
  setText(button, nodes.length === 1 ? t("nodeCountOne") : t("nodeCount", { n: nodes.length }));
  setAttribute(button, "aria-pressed", marked);
  setAttribute(button, "title", t("showNodes", { id }));
  setAttribute(button, "disabled", nodes.length ? undefined : "");
}
