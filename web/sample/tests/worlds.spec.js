import { expect, test } from "trainmock/playwright";

import { open, part } from "./app.js";

test.describe("with a seed", () => {
	test.use({ seed: 7 });

	test("a cluster is the same each time", async ({ page, world }) => {
		await open(page, world);
		await expect(page.getByTestId("node_4429")).toBeVisible();
		await expect(page.getByRole("heading", { name: "Loss of task_d4f319a9" })).toBeVisible();
	});
});

test("another hour takes the place of this one", async ({ page, world }) => {
	await open(page, world);
	await world.control.seek("+1h");
	await expect(page.locator("header time")).toHaveText("2026-01-01 01:00:00");
});

test("a bug report is played again", async ({ page, trainmock, world }) => {
	// Whoever reports a bug attaches the journal of the world in which it was seen.
	const { control, end } = await trainmock.session({ seed: 7, speed: 0 });
	await control.failNode("node_4429");
	await control.advance({ until: { type: "node_state", state: "DEAD" } });
	const journal = await control.journal();
	await end();

	await open(page, world);
	await world.control.playJournal(journal);
	await expect(page.getByTestId("node_4429")).toContainText("DEAD");
});

test("an outage comes while the app is open", async ({ page, world }) => {
	await open(page, world);
	await world.control.setScenario("outage");
	await expect(page.getByRole("heading", { name: "Cluster: unhealthy" })).toBeVisible();
	await expect(page.getByTestId("nodes-alive")).toHaveText("0 of 8 nodes alive");
});

test.describe("without tasks", () => {
	test.use({ scenario: "empty" });

	test("an empty cluster says so", async ({ page, world }) => {
		await open(page, world);
		await expect(part(page, "Tasks")).toContainText("No tasks yet");
		await expect(part(page, "Loss")).toHaveCount(0);
	});
});

test.describe("with a thousand nodes", () => {
	test.use({ scenario: "large" });

	test("a large cluster shows each of them", async ({ page, world }) => {
		await open(page, world);
		await expect(part(page, "Nodes").getByTestId(/^node_/)).toHaveCount(1000);
	});
});
