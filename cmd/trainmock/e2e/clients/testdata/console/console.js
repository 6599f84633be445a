// A training console, as far as it talks to the service: what it would draw is in window.shown.

const api = new URLSearchParams(location.search).get("api");
const period = 100; // ms; a real console polls every two seconds

const parameters = {
  training_alg: "fedavg", fed_alg: "fedavg", secure_aggregation: false, num_computers: 2, threshold: 1, num_rounds: 3, num_clients: 2,
  sample_clients: 2, max_steps: 10, lr: "0.0005", model_name_or_path: "gpt2", dataset_name: "alpaca", dataset_sample: 2000,
};

const shown = { nodes: {}, tasks: {}, busy: null, task: "", rounds: [], done: false, deleted: "", alerts: [] };
window.shown = shown;

async function ask(path, options) {
  const response = await fetch(api + path, options);
  const body = await response.json();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${JSON.stringify(body)}`);
  return body;
}

const complain = (error) => shown.alerts.push(String(error));

// poll asks again and again, one answer after the other.
function poll(what) {
  what().catch(complain).then(() => setTimeout(() => poll(what), period));
}

function group({ role }) {
  if (role.includes("model")) return "model";
  if (role.includes("data")) return "data";
  return role.includes("computer") || role.includes("worker") ? "computer" : "other";
}

async function pollNodes() {
  const nodes = (await ask("/monitorRayCluster/node")).map((node) => ({ ...node, age: (Date.now() - node.heartbeat) / 1000 }));
  shown.nodes = Object.groupBy(nodes, group);
}

async function pollTasks() {
  shown.tasks = await ask("/tasksList");
  shown.busy = await ask("/hasRunningTask");
}

async function pollTask() {
  const task = shown.task;
  if (!task || shown.done) return;
  const { task_id, current_round, total_rounds, loss, accuracy, status } = await ask("/monitor/" + task);
  const clients = (await ask("/roundProgress/" + task)).flatMap(Object.entries);
  shown.rounds.push({ task_id, current_round, total_rounds, loss, accuracy, status, clients, listed: shown.tasks[task] ?? "" });
  shown.done = current_round === total_rounds;
}

async function start() {
  const options = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ parameters }) };
  const answer = await ask("/train", options);
  if (!answer.task_id) throw new Error("no task_id in " + JSON.stringify(answer));
  Object.assign(shown, { task: answer.task_id, rounds: [], done: false });
}

// The task is asked about no more when it is deleted.
let asked = Promise.resolve();

async function remove() {
  const task = shown.task;
  shown.task = "";
  await asked;
  const { status } = await ask("/tasks/" + task, { method: "DELETE" });
  if (status !== "deleted") throw new Error("deleted, and it is " + status);
  shown.deleted = task;
}

document.querySelector("#start").onclick = () => start().catch(complain);
document.querySelector("#delete").onclick = () => remove().catch(complain);
poll(pollNodes);
poll(pollTasks);
poll(() => (asked = pollTask().catch(complain)));
