import { expect, test } from "trainmock/playwright";

import { open } from "./app.js";

test("a failed node shows as dead", async ({ page, world }) => {
	await open(page, world);
	await test.step("own time", async () => {
		const { commands } = await world.control.failNode("#2");
		const id = commands[0].fail_node.node_id;
		await world.control.advance({ until: { type: "node_state", node_id: id, state: "DEAD" } });
		await expect(page.getByTestId(id)).toContainText("DEAD");
	});
});

test("a node that is back shows as alive", async ({ page, world }) => {
	const { commands } = await world.control.failNode("#2", { for: "1m" });
	const id = commands[0].fail_node.node_id;
	await world.control.advance({ until: { type: "node_state", node_id: id, state: "DEAD" } });
	await open(page, world);
	await expect(page.getByTestId(id)).toContainText("DEAD");
	await world.control.advance({ until: { type: "node_state", node_id: id, state: "ALIVE" } });
	await expect(page.getByTestId(id)).toContainText("ALIVE");
});
