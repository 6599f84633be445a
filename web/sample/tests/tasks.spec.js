import { expect, test } from "trainmock/playwright";

import { advance, open, part } from "./app.js";

test.use({ scenario: "steady" }); // Nothing fails by itself.

test("a task that is started runs", async ({ page, world }) => {
	await open(page, world);
	await page.getByRole("button", { name: "Start a task" }).click();
	await expect(page.getByRole("status")).toContainText("rounds 10");
	await world.control.advance({ until: { type: "task_update", status: "running" } });
	const [id] = (await page.getByRole("status").textContent()).match(/task_\w+/);
	await expect(page.getByTestId(id)).toContainText("running");
});

test("a task stands until the test lets it go on", async ({ page, world }) => {
	await open(page, world);
	await expect(page.locator("header time")).toHaveText("2026-01-01 00:00:00");
	const task = part(page, "Tasks").getByRole("listitem").filter({ hasText: "running" }).first();
	const before = await task.textContent();
	await advance(page, world, "30s");
	await expect(page.locator("header time")).toHaveText("2026-01-01 00:00:30");
	await expect(task).not.toHaveText(before);
});

test("a task that fails says why", async ({ page, world }) => {
	await open(page, world);
	const { commands } = await world.control.failTask("#1", { reason: "out of memory" });
	await advance(page, world, "1s");
	await expect(page.getByTestId(commands[0].fail_task.task_id)).toContainText("failed");
	await expect(part(page, "Log")).toContainText("out of memory");
});
