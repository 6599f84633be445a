import { start } from "./start.js";

/**
 * Starts the one server of a test run, for globalSetup of Playwright or Vitest, and returns the function that stops
 * it. Does nothing where TRAINMOCK_URL names a server.
 */
export default async function setup() {
	if (process.env.TRAINMOCK_URL) return undefined;
	const server = await start();
	process.env.TRAINMOCK_URL = server.url;
	return async () => {
		delete process.env.TRAINMOCK_URL;
		await server.stop();
	};
}
