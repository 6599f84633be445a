import { expect, test } from "trainmock/playwright";
import type { Session } from "trainmock/control";

async function note(world: Session) {
	const { now, paused } = await world.control.clock();
	const server = new URL(world.url).host;
	const description = JSON.stringify({ name: world.name, seed: world.seed, now, paused, server });
	test.info().annotations.push({ type: "world", description });
}

test("the seed comes from the title", async ({ world }) => note(world));

test.describe("a group", () => {
	test.use({ seed: 7, scenario: "chaos", start: "2026-03-01T00:00:00Z" });

	test("the seed is given", async ({ world }) => {
		await note(world);
		expect((await world.control.scenario()).name).toBe("chaos");
	});
});

test("it fails, with what was asked", async ({ world, request }) => {
	await note(world);
	await request.get(`${world.url}/monitor/training/task_123`);
	await world.control.failNode("#2");
	await world.control.advance("30s");
	expect(await world.control.requests()).toHaveLength(0);
});
