import type { Session } from "trainmock/control";

/** Tells of the world of a test in the report. */
export async function note(task: { meta: object }, { name, seed, url, control }: Session) {
	const { now, paused } = await control.clock();
	Object.assign(task.meta, { world: { name, seed, now, paused, server: new URL(url).host } });
}
