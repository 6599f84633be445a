// Follows both transports with client.js until each has told of the problems that are awaited and has lost its
// connection as often as it should; prints what each has seen. Input: { url, kinds, losses, leapMs }.
import { readFileSync } from "node:fs";
import { connect } from "./client.mjs";

const { url, kinds, losses, leapMs } = JSON.parse(readFileSync(0, "utf8"));
const LONGEST_MS = 20_000;
const TICKS_AFTER = 5; // that come once all has been told
const realNow = Date.now;

// Counts what must never be: an event that comes twice, one of an earlier tick, world time that falls.
class Watch {
	seen = { problems: {}, losses: 0, repeated: 0, backwards: 0, reason: "" };
	#ids = new Set();
	#newest = 0;
	#time = "";

	take({ id, type, time }) {
		if (type === "snapshot" || !id) return;
		const tick = Number(id.split(":")[1]);
		this.seen.repeated += this.#ids.has(id);
		this.seen.backwards += tick < this.#newest || time < this.#time;
		this.#ids.add(id);
		[this.#newest, this.#time] = [tick, time];
		return tick;
	}

	hasAll() {
		return kinds.every((kind) => this.seen.problems[kind]) && this.seen.losses >= losses;
	}
}

const follow = (transport) => new Promise((resolve) => {
	const watch = new Watch();
	const { seen } = watch;
	let last = Infinity;
	const end = () => {
		clearTimeout(timer);
		stream.close();
		resolve(seen);
	};
	const timer = setTimeout(end, LONGEST_MS);
	const stream = connect({
		url, transport,
		onEvent: (event) => {
			const tick = watch.take(event);
			if (tick && last === Infinity && watch.hasAll()) last = tick + TICKS_AFTER;
			if (tick >= last) end();
		},
		onProblem: ({ kind, over }) => {
			seen.problems[kind] = (seen.problems[kind] ?? 0) + 1;
			if (leapMs && kind === "silent" && !over) Date.now = () => realNow() + leapMs;
		},
		onState: ({ status, reason }) => {
			if (status === "reconnecting") seen.losses += 1;
			if (status === "closed") seen.reason = reason ?? "";
		},
	});
});

const [ws, sse] = await Promise.all(["ws", "sse"].map(follow));
console.log(JSON.stringify({ ws, sse }));
