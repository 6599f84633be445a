import { expect } from "trainmock/playwright";

/** Opens the app with the world of a test, and waits until it shows the cluster. */
export async function open(page, world) {
	await page.goto(`/?api=${world.url}`);
	await expect(page.getByTestId("connection")).toHaveText("live");
}

/** Lets the world of a test go on, and waits until the app shows that. */
export async function advance(page, world, way) {
	const { now } = await world.control.advance(way);
	await expect(page.locator("header time")).toHaveAttribute("datetime", now);
}

/** Returns the part of the app with a title. */
export const part = (page, name) => page.getByRole("region", { name });

/** Waits for the chart, and returns how many points it has. */
export async function points(page) {
	return parseInt(await part(page, "Loss").getByRole("img").getAttribute("aria-label"));
}

/** Waits until the chart has so many points. */
export async function expectPoints(page, count) {
	await expect(part(page, "Loss").getByRole("img")).toHaveAttribute("aria-label", `${count} points`);
}
