import type {
	PlaywrightTestArgs,
	PlaywrightTestOptions,
	PlaywrightWorkerArgs,
	PlaywrightWorkerOptions,
	TestType,
} from "@playwright/test";

import type { Control, Session } from "./control.js";

export { expect } from "@playwright/test";

export interface WorldOptions {
	/** A whole number from 0 to 2^53 - 1. Defaults to a hash of the test's titles, so that it is the same each time. */
	seed: number | undefined;
	/** The name of a built-in scenario, or the text and the name of a file. Defaults to the server's. */
	scenario: string | { name: string } | { yaml: string; file?: string } | undefined;
	/** World time of tick 0, at which the world stands. Defaults to 2026-01-01T00:00:00Z. */
	start: string | undefined;
}

export interface WorldFixtures {
	/** A world of the test's own, paused. The report of a test that fails has its requests, last events and journal. */
	world: Session;
}

export interface TrainmockFixtures {
	/** The calls for the server of the run: the one at TRAINMOCK_URL, or else one of this worker's own. */
	trainmock: Control;
}

/** Playwright's test with `world`; `test.use({ seed: 7, scenario: "chaos" })` chooses which. */
export declare const test: TestType<
	PlaywrightTestArgs & PlaywrightTestOptions & WorldOptions & WorldFixtures,
	PlaywrightWorkerArgs & PlaywrightWorkerOptions & TrainmockFixtures
>;
