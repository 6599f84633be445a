import type { Control } from "./control.js";

export interface StartOptions {
	/** A built-in scenario such as "chaos", or a file such as "mine.yaml". Defaults to "demo". */
	scenario?: string;
	/** Which of the scenario's worlds: a whole number from 0 to 2^53 - 1. Defaults to a random one. */
	seed?: number;
	/** World seconds in a second, from 0 (paused) to 10,000. Defaults to 1. */
	speed?: number;
	/** Further flags, such as ["--tick", "100ms"]. They win over the others. */
	args?: string[];
	/** The secret of the server's control. Defaults to TRAINMOCK_TOKEN, or none. */
	token?: string;
	/** Stops the server when it is aborted. */
	signal?: AbortSignal;
	/** How long to wait until the server listens, in milliseconds. Defaults to 30,000. */
	timeout?: number;
}

/** How the program has ended: one of both is null. */
export interface Exit {
	code: number | null;
	signal: string | null;
}

export interface Server {
	/** The address to which paths are appended, without a slash at its end: "http://127.0.0.1:41234". */
	readonly url: string;
	/** The stream over WebSocket. */
	readonly ws: string;
	/** The stream as server-sent events. */
	readonly sse: string;
	readonly seed: number;
	/** Names the world, as in the ids of events. */
	readonly epoch: string;
	readonly scenario: string;
	/** Of the program. */
	readonly version: string;
	/** The calls for /mock of this server. */
	readonly control: Control;
	/** Ends the server, after a good-bye on every stream. Further calls resolve to the same. */
	stop(): Promise<Exit>;
	/** Resolves when the program has ended, with what it logged last. */
	readonly exited: Promise<Exit & { log: string }>;
}

/**
 * Starts trainmock on a free port of this machine. It ends with this process, however that ends. Rejects with the
 * program's own words if it does not start, and with an error that says where it was looked for if it is not there:
 * the file of TRAINMOCK_BIN, the package of the platform, the PATH.
 */
export declare function start(options?: StartOptions): Promise<Server>;
