// Feeds messages to client.js through a socket that is none, and prints the events and problems that it passes on.
// Input: a list of cases, each a list of messages. A message "!" ends the connection.
import { readFileSync } from "node:fs";
import { mock } from "node:test";

const cases = JSON.parse(readFileSync(0, "utf8"));
mock.timers.enable({ apis: ["Date", "setTimeout", "setInterval"] });
let socket;
globalThis.WebSocket = class {
	constructor(url) {
		this.since = new URL(url).searchParams.get("since");
		socket = this;
	}
	close() {}
};
const { connect } = await import("./client.mjs");

const told = ({ kind, id, after, before, count, text, over }) =>
	[kind, id, after, before, count, text, over].filter((value) => value !== undefined).join(" ");

async function run({ options, messages }) {
	const lines = [];
	const stream = connect({
		url: "http://localhost", transport: "ws", ...options,
		onEvent: ({ id, type }) => lines.push([type, id].filter(Boolean).join(" ")),
		onProblem: (problem) => lines.push(told(problem)),
	});
	await Promise.resolve();
	for (const message of messages) {
		if (message === "!") {
			socket.onclose();
			mock.timers.tick(60_000);
			lines.push(`since ${socket.since}`);
		} else if (message.startsWith("+")) {
			mock.timers.tick(Number(message));
		} else {
			socket.onmessage({ data: message });
		}
	}
	stream.close();
	return lines;
}

const results = [];
for (const each of cases) results.push(await run(each));
console.log(JSON.stringify(results));
