// node node.js MODULE INTERFACE URL follows a stream with a module's EventSource or WebSocket, or with Node's own if the
// module is "node", and prints a line of JSON for all that it sees.
import { follow } from "./follow.js";

const [from, name, url] = process.argv.slice(2);
const { [name]: implementation } = from === "node" ? globalThis : await import(from);
const tell = (what) => process.stdout.write(JSON.stringify(what) + "\n");
const connection = follow[name](implementation, url, tell);

// The package ws shows control frames, which the interface does not.
if (from === "ws") {
  connection.on("open", () => connection.ping("there?"));
  connection.on("pong", (data) => data.equals(Buffer.from("there?")) && tell({ saw: "pong" }));
}

// The package eventsource lets Node end while it waits for its next try.
if (from === "eventsource") setInterval(() => {}, 1e6);
