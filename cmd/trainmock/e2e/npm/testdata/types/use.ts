// Uses every export of the package with the types that it has.
import { type Exit, type Server, start } from "trainmock";
import { connect, type StreamEvent } from "trainmock/client";
import { type Clock, type Control, control, ControlError, type Fault, type Request, type Session } from "trainmock/control";
import setup from "trainmock/setup";

const server: Server = await start({ scenario: "chaos", seed: 7, speed: 0, args: ["--tick", "100ms"], timeout: 5_000 });
const exit: Exit = await server.stop();
console.log(exit.code, exit.signal, server.url, server.ws, server.sse, (await server.exited).log);
// @ts-expect-error a seed is a number
await start({ seed: "7" });

const mock: Control = control("http://localhost:6677", { token: "secret" });
const clock: Clock = await mock.pause();
console.log(clock.now, (await mock.resume()).speed, (await mock.play(10)).paused, (await mock.speed(2)).tick);
await mock.advance("30s");
await mock.advance({ ticks: 30 });
const { event } = await mock.advance({ until: { type: "node_state", node_id: "#2", state: "DEAD" }, most: "10m" });
console.log(event?.type);
// @ts-expect-error advance takes one way
await mock.advance({ by: 30 });
const { commands, effects } = await mock.failNode("#2", { for: "2m", at: "+30s" });
console.log(commands[0], effects[0]?.type === "node_state");
await mock.slowNode("#2", { factor: 2 });
// @ts-expect-error a slow node has a factor
await mock.slowNode("#2");
await mock.startTask({ name: "mnist", kind: "federated", learning_rate: 0.01 });
const fault: Fault = { name: "lost", drop: {}, share: 0.05, on: { streams: ["ws"] } };
const struck: number | undefined = (await mock.faults.add([fault]))[0]?.struck;
console.log(struck, await mock.faults.profile("flaky"), (await mock.faults.remove("lost")).in_force);
const session: Session = await mock.session({ name: "a", scenario: { yaml: "groups: []" }, speed: 0, idle: "1m" });
await session.control.seek("+10m");
await session.end();
const requests: Request[] = await mock.requests({ limit: 20 });
for await (const { path, status } of mock.followRequests()) console.log(path, status, requests.length);

try {
	await mock.undo();
} catch (error) {
	if (error instanceof ControlError) console.log(error.status, error.message, error.request, error.detail?.[0]);
}

connect({ url: server.url, onEvent: (told: StreamEvent) => console.log(told.type) }).close();
const stop: (() => Promise<void>) | undefined = await setup();
await stop?.();
