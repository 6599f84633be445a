import { expect, test } from "trainmock/vitest";
import { describe } from "vitest";

import { note } from "./note";

test("a failed node is dead", async ({ task, world }) => {
	await note(task, world);
	await world.control.failNode("#2");
	const { event } = await world.control.advance({ until: { type: "node_state", node_id: "#2", state: "DEAD" } });
	expect(event?.payload).toMatchObject({ state: "DEAD" });
	const nodes = (await (await fetch(`${world.url}/monitor/ray/cluster/node`)).json()) as { nodes: { state: string }[] };
	expect(nodes.nodes.map(({ state }) => state)).toContain("DEAD");
});

describe("a group", () => {
	test.override({ seed: 7, scenario: "chaos", start: "2026-03-01T00:00:00Z" });

	test("the seed is given", async ({ task, world }) => {
		await note(task, world);
		expect((await world.control.scenario()).name).toBe("chaos");
	});
});

test("it fails, with what was asked", async ({ world }) => {
	await fetch(`${world.url}/monitor/training/task_123`);
	await world.control.failNode("#2");
	await world.control.advance("30s");
	expect(await world.control.requests()).toHaveLength(0);
});
