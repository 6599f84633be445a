// The worlds of tests: what the fixtures for Playwright and Vitest share.
import { control } from "./control.js";
import { readEvents } from "./events.js";
import { start } from "./start.js";

/** World time at which the world of every test stands, unless the test asks for another. */
export const START = "2026-01-01T00:00:00Z";

const NAME_LENGTH = 64;
const SEEDS = 999_999; // As many as the server draws from: six digits are easily typed again.
const REQUESTS = 100;
const TICKS_BACK = [300, 50, 10, 3, 1];
const PERIODIC = ["hello", "cluster_status", "node_update", "training_progress"];
const READ_FOR = "3s"; // At most: a world that stands sends no more.

let own; // the server of this process

/** Returns calls for the server of the run: the one at TRAINMOCK_URL, or one that this process starts and shares. */
export async function server() {
	const { TRAINMOCK_URL, TRAINMOCK_TOKEN } = process.env;
	if (TRAINMOCK_URL) return control(TRAINMOCK_URL, { token: TRAINMOCK_TOKEN });
	own ??= start();
	return (await own).control;
}

/** Stops the server that this process has started, if there is one. */
export async function stopServer() {
	const running = own;
	own = undefined;
	await (await running)?.stop();
}

/** Makes the session of a test, paused at a fixed instant. One that an earlier run has left is ended first. */
export async function createWorld(steer, wish) {
	const given = Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined));
	const body = { start: START, speed: 0, ...given };
	try {
		return await steer.session(body);
	} catch (error) {
		if (error.status !== 409) throw error;
		await steer.endSession(body.name);
		return steer.session(body);
	}
}

/** Returns a session's name, [A-Za-z0-9._-]{1,64}, for a test by its id, a worker and a retry. */
export function nameOf(id, worker, retry) {
	const end = `-w${worker}-r${retry}`;
	const plain = id.replace(/[^A-Za-z0-9._-]+/g, "_");
	if (plain === id && id.length + end.length <= NAME_LENGTH) return id + end;
	const mark = `-${hash(id).toString(16)}`;
	return plain.slice(0, NAME_LENGTH - mark.length - end.length) + mark + end;
}

/** Returns the seed, from 1 to 999,999, of a test with a title. */
export const seedOf = (title) => 1 + (hash(title) % SEEDS);

// FNV-1a, 32 bits, by Fowler, Noll and Vo.
function hash(text) {
	let h = 0x811c9dc5;
	for (const byte of new TextEncoder().encode(text)) h = Math.imul(h ^ byte, 0x01000193) >>> 0;
	return h;
}

/** Returns what a report shows of a world when its test has failed: files by their names. */
export async function evidence(world) {
	const files = {};
	const keep = async (name, read) => {
		files[name] = await read().catch((error) => `not to be had: ${error.message}`);
	};
	await keep("requests.json", async () => lines(await world.control.requests({ limit: REQUESTS })));
	await keep("events.json", async () => lines(await lastEvents(world)));
	await keep("journal.ndjson", () => world.control.journal());
	return files;
}

const lines = (list) => `[\n${list.map((each) => JSON.stringify(each)).join(",\n")}\n]\n`;

// Returns the changes of the last ticks, and behind them the snapshot that they lead to.
async function lastEvents({ url }) {
	const last = (await find(url, "", ({ type }) => type === "snapshot")).at(-1);
	const [epoch, tick] = last.id.split(":");
	for (const back of TICKS_BACK) {
		// Behind its dot an epoch names the commands and clock changes up to the tick, which may be others further back.
		const place = tick > back ? `${epoch}:${tick - back}:0` : `${epoch.split(".")[0]}:0:0`;
		const events = await find(url, `&since=${place}`, ({ id, type }) => type === "gap" || id === last.id);
		if (!events.some(({ type }) => type === "gap")) {
			return [...events.filter(({ type }) => !PERIODIC.includes(type)), last];
		}
	}
	return [last];
}

// Returns the events of a stream up to the one that a function accepts.
async function find(url, query, isLast) {
	const events = [];
	for await (const event of readEvents(await fetch(`${url}/stream/sse?for=${READ_FOR}${query}`))) {
		events.push(event);
		if (isLast(event)) return events;
	}
	throw new Error(`the stream did not get there within ${READ_FOR}`);
}
