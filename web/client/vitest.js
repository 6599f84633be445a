import { test as base } from "vitest";

import { createWorld, evidence, nameOf, seedOf, server, stopServer } from "./world.js";

export { expect } from "vitest";

/** Vitest's test with a world of its own: a session, paused, whose seed comes from the titles of the test. */
export const test = base.extend({
	seed: undefined,
	scenario: undefined,
	start: undefined,
	trainmock: [
		async ({}, use) => {
			await use(await server());
			await stopServer();
		},
		{ scope: "worker" },
	],
	world: async ({ task, trainmock, seed, scenario, start }, use) => {
		const name = nameOf(task.id, process.env.VITEST_POOL_ID, task.result?.retryCount ?? 0);
		const title = titlesOf(task).join(" › ");
		const world = await createWorld(trainmock, { name, seed: seed ?? seedOf(title), scenario, start });
		await use(world);
		if (task.result?.state === "fail") await report(task, world);
		await world.end();
	},
});

// Returns the titles of the suites around a test and its own, without the file.
function titlesOf(task) {
	const titles = [];
	for (let each = task; each; each = each.suite) titles.unshift(each.name);
	return titles;
}

// Vitest takes no attachments of a test that has failed: its standard error and its meta data are shown all the same.
async function report(task, world) {
	const files = await evidence(world);
	task.meta.trainmock = files;
	console.error(`The world of this test, ${world.url}, was asked:\n${files["requests.json"]}`);
}
