import { expect, test } from "trainmock/playwright";

test.use({ seed: 7, scenario: "chaos", start: "2026-03-01" });

test("a world", async ({ page, trainmock, world }) => {
	await page.goto(world.url);
	expect((await world.control.clock()).paused).toBe(true);
	expect((await trainmock.sessions()).map(({ name }) => name)).toContain(world.name);
	// @ts-expect-error there is no such fixture
	test("another", ({ nonsense }) => nonsense);
});
