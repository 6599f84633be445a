// node faults_node.js LIMIT reads a list of addresses as JSON, uses them with Node's fetch and the packages eventsource
// and ws, and prints what each has seen within so many milliseconds.
import { text } from "node:stream/consumers";
import { EventSource } from "eventsource";
import WebSocket from "ws";
import { observe } from "./faults.js";

const list = JSON.parse(await text(process.stdin));
const seen = await observe({ EventSource, WebSocket, fetch }, list, Number(process.argv[2]));
process.stdout.write(JSON.stringify(seen), () => process.exit());
