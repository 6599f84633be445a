import { spawn } from "node:child_process";

import { findBinary } from "./binary.js";
import { control } from "./control.js";

const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 5_000; // The program ends within 100 ms; this is for one that is stopped or swapped out.
const LOG_LENGTH = 64_000; // Kept of standard error.

/** Starts the program on a free port of this machine, and resolves when it listens. */
export async function start(options = {}) {
	const { signal, timeout = START_TIMEOUT_MS } = options;
	signal?.throwIfAborted();
	const run = new Run(options);
	const stop = () => run.stop();
	signal?.addEventListener("abort", stop, { once: true });
	run.exited.then(() => signal?.removeEventListener("abort", stop));
	const fail = async (error) => {
		await run.stop();
		throw signal?.aborted ? signal.reason : error;
	};
	const line = await run.line(timeout).catch(fail);
	if (signal?.aborted) await fail();
	run.release();
	const { rest: url, ws, sse, seed, epoch, scenario, version } = line;
	const steer = control(url, { token: run.token });
	return { url, ws, sse, seed, epoch, scenario, version, control: steer, stop, exited: run.exited };
}

// A process of the program. Its standard input is a pipe that ends when this process ends, however that happens, and
// the program ends with it.
class Run {
	token;
	exited;
	#child;
	#out = "";
	#log = "";

	constructor(options) {
		const env = { ...process.env };
		if (options.token !== undefined) env.TRAINMOCK_TOKEN = options.token;
		this.token = env.TRAINMOCK_TOKEN || undefined;
		this.#child = spawn(findBinary(), argumentsOf(options), { env, windowsHide: true });
		this.#child.stdin.on("error", () => {}); // It is closed where the program has ended first.
		this.#child.stdout.setEncoding("utf8").on("data", (text) => (this.#out += text));
		this.#child.stderr.setEncoding("utf8").on("data", (text) => (this.#log = (this.#log + text).slice(-LOG_LENGTH)));
		this.exited = new Promise((resolve) => {
			this.#child.once("close", (code, signal) => resolve({ code, signal, log: this.#log }));
			this.#child.once("error", (error) => resolve({ code: null, signal: null, log: error.message }));
		});
	}

	// Resolves to what --print json prints.
	async line(timeout) {
		let timer;
		const printed = new Promise((resolve) => {
			this.#child.stdout.on("data", () => this.#out.includes("\n") && resolve());
		});
		const late = new Promise((_, reject) => {
			timer = setTimeout(() => reject(new Error(`trainmock: no address after ${timeout} ms`)), timeout);
		});
		const ended = this.exited.then(({ log }) => {
			throw new Error(log.trim() || "trainmock: it ended before it listened");
		});
		await Promise.race([printed, late, ended]).finally(() => clearTimeout(timer));
		return JSON.parse(this.#out);
	}

	// Lets this process end though the program runs.
	release() {
		for (const handle of this.#handles()) handle.unref();
	}

	async stop() {
		for (const handle of this.#handles()) handle.ref();
		this.#child.stdin.end();
		const timer = setTimeout(() => this.#child.kill("SIGKILL"), STOP_TIMEOUT_MS);
		const { code, signal } = await this.exited;
		clearTimeout(timer);
		return { code, signal };
	}

	#handles() {
		const { stdin, stdout, stderr } = this.#child;
		return [this.#child, stdin, stdout, stderr];
	}
}

function argumentsOf({ scenario, seed, speed, args = [] }) {
	const flags = { scenario, seed, speed };
	const given = Object.keys(flags).filter((name) => flags[name] !== undefined);
	return [
		...["--host", "127.0.0.1", "--port", "0", "--print", "json", "--until-stdin-ends"],
		...given.flatMap((name) => [`--${name}`, String(flags[name])]),
		...args,
	];
}
