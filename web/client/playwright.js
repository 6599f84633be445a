import { test as base } from "@playwright/test";

import { createWorld, evidence, nameOf, seedOf, server, stopServer } from "./world.js";

export { expect } from "@playwright/test";

/** Playwright's test with a world of its own: a session, paused, whose seed comes from the titles of the test. */
export const test = base.extend({
	seed: [undefined, { option: true }],
	scenario: [undefined, { option: true }],
	start: [undefined, { option: true }],
	trainmock: [
		async ({}, use) => {
			await use(await server());
			await stopServer();
		},
		{ scope: "worker" },
	],
	world: async ({ trainmock, seed, scenario, start }, use, info) => {
		const name = nameOf(info.testId, info.workerIndex, info.retry);
		// The first title is the path of the file.
		const title = info.titlePath.slice(1).join(" › ");
		const world = await createWorld(trainmock, { name, seed: seed ?? seedOf(title), scenario, start });
		await use(world);
		if (info.status !== info.expectedStatus) await attach(info, world);
		await world.end();
	},
});

async function attach(info, world) {
	for (const [name, body] of Object.entries(await evidence(world))) {
		await info.attach(name, { body, contentType: name.endsWith(".json") ? "application/json" : "text/plain" });
	}
}
