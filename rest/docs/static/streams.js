// The form, the addresses, and the examples from the live stream.
const BASE = new URL("..", location.href);
const MOST_MESSAGES = 50;
const LIVE_FOR = "20s"; // how long the page listens for examples by itself
const REDRAW_MS = 1000; // an example changes at most once in this time
const MOST_ITEMS = 2; // of a list of objects in an example

const byId = (id) => document.getElementById(id);
const form = byId("form");

/** Returns the address of a path below the live page's, with a query. */
function addressOf(path, query = "", scheme = "http") {
	const url = new URL(path, BASE);
	url.protocol = url.protocol.replace("http", scheme);
	return url.href + (query && `?${query}`);
}

/** Returns the query that the form describes, for a transport. Lists keep their commas. */
function queryFor(transport) {
	const values = new Map();
	for (const { name, value, type, checked, dataset } of form.elements) {
		const isOff = type === "checkbox" && !checked;
		if (!name || !value.trim() || isOff || (dataset.only ?? transport) !== transport) continue;
		values.set(name, [...(values.get(name) ?? []), value.trim()]);
	}
	return [...values]
		.map(([name, list]) => `${encodeURIComponent(name)}=${encode(list.join(","))}`)
		.join("&");
}

// A shell's quotes are single ones.
const encode = (text) => encodeURIComponent(text).replaceAll("%2C", ",").replaceAll("%3A", ":").replaceAll("'", "%27");

function showAddresses() {
	const socket = addressOf("stream/ws", queryFor("ws"), "ws");
	const source = addressOf("stream/sse", queryFor("sse"));
	byId("ws").textContent = socket;
	byId("sse").textContent = source;
	byId("curl").textContent = `curl -N '${source}'`;
	byId("ws-code").textContent = `const socket = new WebSocket("${socket}");
socket.onmessage = ({ data }) => console.log(JSON.parse(data));`;
	const on = queryFor("sse").includes("events=named") ? `addEventListener("node_update", ` : "onmessage = ";
	byId("sse-code").textContent = `const source = new EventSource("${source}");
source.${on}({ data }) => console.log(JSON.parse(data))${on.endsWith(" = ") ? "" : ")"};`;
}

// Examples

const examples = new Map([...document.querySelectorAll("pre[data-type]")].map((pre) => [pre.dataset.type, pre]));
const drawn = new Map(); // when each type's example was drawn last

/** Returns a message to read: long lists of objects are cut. */
const readable = (message) => JSON.stringify(message, (_, value) => {
	if (!Array.isArray(value) || value.length <= MOST_ITEMS || typeof value[0] !== "object") return value;
	return [...value.slice(0, MOST_ITEMS), `… ${value.length - MOST_ITEMS} more`];
}, 2);

function showExample(message) {
	const pre = examples.get(message.type);
	const now = performance.now();
	if (!pre || now - (drawn.get(message.type) ?? -REDRAW_MS) < REDRAW_MS) return;
	drawn.set(message.type, now);
	pre.textContent = readable(message);
	pre.parentElement.querySelector("figcaption").textContent = "Example, from this server's stream";
}

// Listens for a while, and asks for the replies that only a question brings. Where it is refused the samples stay.
function listen() {
	const socket = new WebSocket(addressOf("stream/ws", `for=${LIVE_FOR}`, "ws"));
	socket.onopen = () => {
		socket.send(JSON.stringify({ type: "ping" }));
		socket.send(JSON.stringify({ type: "example" }));
	};
	socket.onmessage = ({ data }) => showExample(JSON.parse(data));
}

// Watching

let close = () => {};

function stop(text = "Stopped.") {
	close();
	close = () => {};
	byId("state").textContent = text;
	byId("stop").disabled = true;
}

function watch(transport) {
	stop();
	byId("messages").replaceChildren();
	byId("state").textContent = "Connecting …";
	byId("stop").disabled = false;
	close = (transport === "ws" ? watchSocket : watchEvents)(queryFor(transport));
}

function watchSocket(query) {
	const socket = new WebSocket(addressOf("stream/ws", query, "ws"));
	socket.onmessage = ({ data }) => add(data);
	socket.onclose = ({ code }) => ended("stream/ws", query, `Closed with code ${code}.`);
	return () => {
		socket.onmessage = socket.onclose = null;
		socket.close();
	};
}

function watchEvents(query) {
	const source = new EventSource(addressOf("stream/sse", query));
	source.onmessage = ({ data }) => add(data);
	for (const type of examples.keys()) source.addEventListener(type, ({ data }) => data && add(data));
	source.onerror = () => ended("stream/sse", query, "The stream has ended.");
	return () => source.close();
}

// A browser hides why a stream is refused. A plain request is told; where it would not be refused, it is broken off.
async function ended(path, query, text) {
	stop(text);
	const abort = new AbortController();
	try {
		const url = addressOf(path, query);
		const response = await fetch(url, { signal: abort.signal, headers: { Accept: "application/json" } });
		if (![404, 422, 503].includes(response.status)) return;
		const { detail } = await response.json();
		byId("state").textContent = Array.isArray(detail) ? detail.map(({ msg }) => msg).join("; ") : detail;
	} catch {
		// The server is gone: the text says that the stream has ended.
	} finally {
		abort.abort();
	}
}

function add(text) {
	const message = JSON.parse(text);
	showExample(message);
	const item = document.createElement("li");
	const name = document.createElement("b");
	name.textContent = message.type;
	item.append(name, ` ${text.length > 2000 ? `${text.slice(0, 2000)}…` : text}`);
	const list = byId("messages");
	list.prepend(item);
	while (list.children.length > MOST_MESSAGES) list.lastChild.remove();
	byId("state").textContent = "Live.";
}

form.addEventListener("input", showAddresses);
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => queueMicrotask(showAddresses));
byId("stop").addEventListener("click", () => stop());
for (const button of document.querySelectorAll("[data-watch]")) {
	button.addEventListener("click", () => watch(button.dataset.watch));
}
for (const pre of document.querySelectorAll(".board")) pre.textContent = addressOf(pre.dataset.path, "", "ws");
for (const pre of examples.values()) pre.textContent = readable(JSON.parse(pre.textContent));
showAddresses();
listen();
