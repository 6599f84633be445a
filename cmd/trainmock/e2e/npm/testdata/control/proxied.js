// Makes a session through a proxy that adds a path and names another host, and prints what its calls and streams say.
import { once } from "node:events";
import { createServer, request } from "node:http";

import { start } from "trainmock";
import { control } from "trainmock/control";

const server = await start({ speed: 0 });
const { port } = new URL(server.url);
const proxy = createServer((asked, answer) => {
	const headers = { ...asked.headers, host: "localhost:1" };
	const path = asked.url.replace("/api", "");
	const passed = request({ port, path, method: asked.method, headers }, (got) => {
		answer.writeHead(got.statusCode, got.headers);
		got.pipe(answer);
	});
	asked.pipe(passed);
});
await once(proxy.listen(0, "127.0.0.1"), "listening");

const base = `http://127.0.0.1:${proxy.address().port}/api`;
const session = await control(`${base}/`).session({ name: "a", start: "2026-01-01T00:00:00Z", speed: 0 });
const { now } = await session.control.clock();
const events = await (await fetch(`${session.url}/stream/sse?for=100ms`)).text();
console.log(now, /"type":"hello"/.exec(events)[0], session.url === `${base}/s/a`, session.ws.replace(/\d+/g, ""));
proxy.closeAllConnections();
proxy.close();
await server.stop();
