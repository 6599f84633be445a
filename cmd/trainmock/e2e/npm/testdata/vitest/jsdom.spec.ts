// @vitest-environment jsdom
import { expect, test } from "trainmock/vitest";

import { note } from "./note";

test("a component asks its world", async ({ task, world }) => {
	await note(task, world);
	document.body.innerHTML = "<ul></ul>";
	await world.control.failNode("#2");
	await world.control.advance("30s");
	const { nodes } = await (await fetch(`${world.url}/monitor/ray/cluster/node`)).json();
	for (const { id, state } of nodes) document.querySelector("ul")!.append(`${id} ${state}`);
	expect(document.body.textContent).toContain("DEAD");
});
