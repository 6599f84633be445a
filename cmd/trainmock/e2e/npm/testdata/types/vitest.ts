import { expect, test } from "trainmock/vitest";

test.override({ seed: 7, scenario: "chaos" });

test("a world", async ({ task, trainmock, world }) => {
	expect((await world.control.clock()).paused).toBe(true);
	expect((await trainmock.sessions()).length).toBe(1);
	expect(task.meta.trainmock?.["requests.json"]).toBeUndefined();
	// @ts-expect-error there is no such fixture
	test("another", ({ nonsense }) => nonsense);
});
