import { expect, test } from "trainmock/playwright";

import { advance, expectPoints, open, part, points } from "./app.js";

test.use({ scenario: "steady" }); // Nothing fails by itself.

const problem = (page, kind) => page.getByRole("alert").filter({ hasText: kind });

test("a message that is lost is noticed", async ({ page, world }) => {
	await open(page, world);
	await world.control.faults.add({ on: { topics: ["nodes"] }, nth: 4, drop: {} });
	await advance(page, world, "10s");
	await expect(problem(page, "missing")).toHaveText("1 missing");
});

test("a message that comes twice is shown once", async ({ page, world }) => {
	await open(page, world);
	await world.control.faults.add({ on: { topics: ["logs"] }, duplicate: { times: 2 } });
	await advance(page, world, "1m");
	await expect(problem(page, "repeated")).toBeVisible();
	const lines = await part(page, "Log").getByRole("listitem").allTextContents();
	expect(lines).toHaveLength(new Set(lines).size);
});

test("a broken message does not stop the app", async ({ page, world }) => {
	await open(page, world);
	await world.control.faults.add({ on: { topics: ["cluster"] }, nth: 2, every: true, malformed: {} });
	await advance(page, world, { ticks: 10 });
	await expect(problem(page, "malformed")).toHaveText("5 malformed");
});

test("a connection that breaks misses nothing", async ({ page, world }) => {
	await open(page, world);
	const before = await points(page);
	const [{ id }] = await world.control.subscribers();
	await world.control.closeSubscriber(id, { reset: true });
	await advance(page, world, { ticks: 20 });
	await expectPoints(page, before + 20);
	await expect(page.getByRole("alert")).toHaveCount(0);
});
