// Makes every call of trainmock/control, and prints what came of it as JSON: { error, told, called }.
import { readFileSync } from "node:fs";
import { once } from "node:events";

import { start } from "trainmock";
import { control, ControlError } from "trainmock/control";

const examples = JSON.parse(readFileSync(0, "utf8")); // of the verbs, by the names of the calls: [first, values]
const server = await start({ seed: 7, speed: 0, args: ["--start", "2026-01-01T00:00:00Z"], token: "secret" });
const mock = server.control;
const called = new Set();
const told = {};

// Notes which functions of an object are called.
const noting = (object, path = "") =>
	new Proxy(object, {
		get(target, name) {
			const value = Reflect.get(target, name);
			if (typeof value === "function") called.add(path + name);
			return value;
		},
	});
const calls = noting(mock);
const faults = noting(mock.faults, "faults.");

const refused = await control(server.url).clock().catch((error) => error);
told.withoutToken = { status: refused.status, isControlError: refused instanceof ControlError };
const unanswered = await control("http://127.0.0.1:2").clock().catch((error) => error);
told.unanswered = { status: unanswered.status, message: unanswered.message };
const invalid = await calls.seek("nonsense").catch((error) => error);
told.invalid = { status: invalid.status, message: invalid.message, request: invalid.request.replace(server.url, "") };

told.start = await calls.clock();
told.resumed = (await calls.resume(10)).speed;
told.paused = (await calls.pause()).paused;
told.played = (await calls.play()).speed;
told.speed = (await calls.speed(0)).speed;
await calls.setScenario({ name: "demo", seed: 7, start: "2026-01-01T00:00:00Z" });
told.by = (await calls.advance("30s")).now;
told.ticks = (await calls.advance({ ticks: 2 })).tick;
const { effects } = await calls.failNode("#2", { for: "2m" });
told.effects = effects.length > 0;
told.until = (await calls.advance({ until: { type: "node_state", node_id: "#2", state: "DEAD" }, most: "5m" })).event;
told.seeked = (await calls.seek("+10m")).tick;
told.yaml = (await calls.journal({ format: "yaml" })).includes("fail_node");
const journal = await calls.journal();
told.undone = (await calls.undo()).epoch !== told.start.epoch;
told.reset = (await calls.reset(), await calls.commands()).length;
for (const [name, values] of Object.entries(examples)) {
	await calls.setScenario({ name: "demo", seed: 7, start: "2026-01-01T00:00:00Z" });
	await calls.advance("60s");
	if (name === "resumeTask") await mock.pauseTask("#1");
	await calls[name](...values);
	told[name] = (await calls.commands()).length;
}
await calls.give([{ fail_node: { node_id: "#2" } }, { at: "+1m", recover_node: { node_id: "#2" } }]);
told.replayed = (await calls.playJournal(journal), await calls.commands()).length;
told.scenario = (await calls.scenario()).name;
told.scenarios = (await calls.scenarios()).length > 5;

told.added = (await faults.add({ name: "lost", drop: {}, on: { streams: ["sse"] } })).map(({ name }) => name);
told.put = (await faults.put("lost", { empty: {} })).struck;
told.profile = (await faults.profile("flaky")).length > 0;
told.profiles = (await faults.profiles()).length > 5;
told.removed = (await faults.remove("lost")).name;
told.listed = (await faults.list()).some(({ name }) => name === "lost");
told.cleared = (await faults.clear()).deleted > 0;

const stream = await fetch(`${server.url}/stream/sse?topics=logs`);
const [subscriber] = await calls.subscribers();
told.subscriber = subscriber.transport;
told.sent = (await calls.sendEvent({ type: "alert", topic: "logs", payload: { message: "a test" } })).sent;
told.closed = (await calls.closeSubscriber(subscriber.id, { reset: false })).id === subscriber.id;
told.bye = (await stream.text()).includes("alert");

for await (const { path } of calls.followRequests({ limit: 1 })) {
	told.followed = path;
	break;
}
const session = await calls.session({ name: "a", seed: 7, speed: 0 });
told.session = { name: session.name, seed: (await session.control.scenario()).seed };
told.sessions = (await calls.sessions()).map(({ name }) => name);
await session.end();
await (await calls.session({ name: "b" })).control.clock();
told.ended = (await calls.endSession("b")).name;
told.requests = (await calls.requests({ limit: 1000 })).map(({ method, path }) => `${method} ${path}`);
told.forgotten = (await calls.clearRequests()).deleted > 0;

const own = Object.keys(mock).filter((name) => typeof mock[name] === "function");
const ofFaults = Object.keys(mock.faults).map((name) => `faults.${name}`);
told.uncalled = [...own, ...ofFaults].filter((name) => !called.has(name));
const output = JSON.stringify(told);
if (!process.stdout.write(output)) await once(process.stdout, "drain");
