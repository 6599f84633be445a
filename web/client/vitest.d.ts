import type { TestAPI } from "vitest";

import type { Control, Session } from "./control.js";

export { expect } from "vitest";

declare module "vitest" {
	interface TaskMeta {
		/** Of a test that has failed: files by their names. */
		trainmock?: Record<string, string>;
	}
}

export interface WorldFixtures {
	/** A whole number from 0 to 2^53 - 1. Defaults to a hash of the test's titles, so that it is the same each time. */
	seed: number | undefined;
	/** The name of a built-in scenario. Defaults to the server's. */
	scenario: string | undefined;
	/** World time of tick 0, at which the world stands. Defaults to 2026-01-01T00:00:00Z. */
	start: string | undefined;
	/** The calls for the server of the run: the one at TRAINMOCK_URL, or else one of this worker's own. */
	trainmock: Control;
	/**
	 * A world of the test's own, paused. A test that fails prints what was asked of it, and has that, the last events
	 * and the journal in its meta data.
	 */
	world: Session;
}

/** Vitest's test with `world`; `test.override({ seed: 7, scenario: "chaos" })` chooses which. */
export declare const test: TestAPI<WorldFixtures>;
