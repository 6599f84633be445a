// How well the page is connected: the client's state, and the rate and lag of the stream.
import { TYPE } from "./events.js";

const GONE_AFTER_MS = 6000;
const TOLERABLE_LAG_MS = 2000;
const SMOOTHING = 0.2; // the weight of the newest rate

/** Measures one connection; it has the fields of the State in client.js as well. */
export class ConnectionMeter {
	status = "connecting";
	attempt = 0;
	gone = false; // long without an answer
	rate = 0; // events per second, smoothed
	lag = NaN; // ms of the newest tick behind the most punctual one
	reconnects = 0;
	silentSince = 0; // ms since 1970; 0 while the stream is heard
	problems = {}; // how many of each kind the client has told of
	offSince = Date.now(); // ms since 1970
	#wasLive = false;
	#heardAt = 0; // ms since 1970
	#received = 0; // events since the last measurement
	#measuredAt = Date.now();
	#tickMs = 0;
	#earliest = Infinity; // the least ms from a tick's nominal time to its arrival

	/** Begins anew, with a connection in place of the one before. */
	restart() {
		this.#wasLive = false;
		this.silentSince = 0;
	}

	/** Takes a State that client.js reports. */
	report(state) {
		const before = this.status === "live";
		const now = state.status === "live";
		if (before && !now) this.offSince = Date.now();
		if (now && !before && this.#wasLive) this.reconnects += 1;
		this.#wasLive ||= now;
		Object.assign(this, { reason: "" }, state, { retryAt: Date.now() + state.retryInMs });
		if (now) this.gone = false;
	}

	/** Takes a StreamProblem that client.js tells of. */
	note({ kind, count = 1, ms, over }) {
		if (kind === "silent") this.silentSince = over ? 0 : Date.now() - ms;
		else this.problems[kind] = (this.problems[kind] ?? 0) + count;
	}

	/** Returns for how many seconds nothing has come, though more is due; 0 while the stream is heard. */
	quietSeconds() {
		const since = this.status === "live" ? this.silentSince : this.#heardAt;
		return since ? (Date.now() - since) / 1000 : 0;
	}

	/** Returns by how many seconds the newest values are behind the world. */
	behindSeconds() {
		return this.quietSeconds() + (this.lag > TOLERABLE_LAG_MS ? this.lag / 1000 : 0);
	}

	/** Counts an event. A tick's number tells when it was due by an unknown clock: lag is relative. */
	count({ id, type, payload }) {
		this.#received += 1;
		this.#heardAt = Date.now();
		if (type === TYPE.HELLO || type === TYPE.CLOCK) this.#earliest = Infinity;
		if (type === TYPE.HELLO) this.#tickMs = payload.tick_ms;
		if (type !== TYPE.CLUSTER_STATUS || !id) return;
		const [, tick] = id.split(":");
		const late = Date.now() - Number(tick) * this.#tickMs;
		this.#earliest = Math.min(this.#earliest, late);
		this.lag = late - this.#earliest;
	}

	/** Updates `rate` and `gone`; to be called twice a second. */
	measure() {
		const now = Date.now();
		const newest = (1000 * this.#received) / Math.max(100, now - this.#measuredAt);
		this.#received = 0;
		this.#measuredAt = now;
		this.rate += (newest - this.rate) * (this.rate ? SMOOTHING : 1);
		this.gone = this.status !== "live" && this.attempt > 1 && now - this.offSince > GONE_AFTER_MS;
	}
}
