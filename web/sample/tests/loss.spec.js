import { expect, test } from "trainmock/playwright";

import { advance, expectPoints, open, part, points } from "./app.js";

test.use({ scenario: "steady" }); // Nothing fails by itself.

const HISTORIES = { routes: ["/monitor/training/*"] };

test("the curve grows by a point with each tick", async ({ page, world }) => {
	await open(page, world);
	const before = await points(page);
	await advance(page, world, { ticks: 10 });
	await expectPoints(page, before + 10);
});

test("the history is asked for once", async ({ page, world }) => {
	await open(page, world);
	await points(page);
	await advance(page, world, "1m");
	const requests = await world.control.requests();
	expect(requests.filter(({ path }) => path.endsWith("/history"))).toHaveLength(1);
});

test("a slow answer does not take the place of a later one", async ({ page, world }) => {
	await open(page, world);
	await points(page);
	const others = part(page, "Tasks").getByRole("button", { pressed: false });
	const [slow, quick] = (await others.allTextContents()).filter((text) => text.startsWith("task_"));
	const routes = [`/monitor/training/${slow}/*`];
	await world.control.faults.add({ on: { routes }, latency: { delay: "1s" } });
	await page.getByRole("button", { name: slow }).click();
	await page.getByRole("button", { name: quick }).click();
	const curve = part(page, "Loss").locator("polyline");
	const before = await curve.getAttribute("points");
	await expect.poll(async () => (await world.control.requests()).filter(({ fault }) => fault)).toHaveLength(1);
	await expect(curve).toHaveAttribute("points", before);
});

test("an answer that does not come can be asked for again", async ({ page, world }) => {
	await world.control.faults.add({ on: HISTORIES, hang: {}, count: 1 });
	await open(page, world);
	await expect(part(page, "Loss")).toContainText("Loading…");
	await page.getByRole("button", { name: "Try again" }).click();
	await points(page);
});

test("a refusal is shown in the server's words", async ({ page, world }) => {
	await world.control.faults.add({ on: HISTORIES, status: { code: 503 }, count: 1 });
	await open(page, world);
	await expect(part(page, "Loss")).toContainText("Service Unavailable");
	await page.getByRole("button", { name: "Try again" }).click();
	await points(page);
});
