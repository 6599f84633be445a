// Control of the world, where the server offers it: its clock, its scenario, and commands to nodes and tasks.
import { button, choice, h } from "./dom.js";
import { t } from "./i18n.js";
import { ask } from "./rest.js";

const SPEEDS = [0.5, 1, 2, 5, 10, 60, 600];
const WAIT = "2m"; // that a failed node stays away
let scenarios;
let seekTo = "+10m";

async function send(page, method, path, body) {
  try {
    page.trouble = "";
    await ask(path, { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  } catch ({ message }) {
    page.trouble = message;
  }
  page.plan();
}

const command = (page, name, values) => send(page, "POST", "mock/commands", { [name]: values });

/** Clock and scenario. */
export function world(page) {
  const { paths, live } = page;
  const speed = (value) => send(page, "PUT", "mock/clock", { speed: Number(value) });
  if (paths.has("/mock/scenarios") && !scenarios) loadScenarios(page);
  const seek = (event) => {
    event.preventDefault();
    send(page, "POST", "mock/clock/seek", { to: seekTo });
  };
  return h("div", { class: "world", role: "group", "aria-label": t("world") },
    paths.has("/mock/clock") && [button(live.speed ? t("pauseWorld") : t("runWorld"), () => speed(live.speed ? 0 : 1), { id: "run" }),
      choice(t("speed"), [...new Set([...SPEEDS, live.speed])].filter(Boolean).sort((a, b) => a - b), live.speed || 1, (value) => `×${value}`, speed)],
    paths.has("/mock/clock/seek") && h("form", { onsubmit: seek },
      h("input", { class: "button seek", "aria-label": t("seekTo"), value: seekTo, oninput: ({ target }) => (seekTo = target.value) }), h("button", { class: "button" }, t("seek"))),
    paths.has("/mock/scenario") && scenarios?.length > 0 &&
      choice(t("scenario"), scenarios, live.hello?.scenario ?? "", String, (name) => send(page, "PUT", "mock/scenario", { name })));
}

async function loadScenarios(page) {
  scenarios = [];
  scenarios = (await ask("mock/scenarios")).map((scenario) => scenario.name);
  page.plan();
}

/** A button for a task of one's own. */
export const start = (page) => page.paths.has("/mock/commands") && button(t("startTask"), () => command(page, "start_task", {}), { id: "start-task" });

/** What can be done to a task or a node. */
export function actions({ task, node }, entity, page) {
  if (!page.paths.has("/mock/commands") || !entity) return "";
  const all = task
    ? { [entity.status === "paused" ? "resume_task" : "pause_task"]: {}, loss_spike: { factor: 3 }, diverge: {}, fail_task: {}, cancel_task: {} }
    : { ...(entity.state === "ALIVE" ? { fail_node: { for: WAIT } } : { recover_node: {} }), slow_node: { factor: 3 }, drain_node: { for: WAIT } };
  const name = task ? { task_id: task } : { node_id: node };
  return h("div", { class: "tools", role: "group", "aria-label": t("actions") },
    Object.entries(all).map(([key, values]) => button(t(key), () => command(page, key, { ...name, ...values }))));
}
