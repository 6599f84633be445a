import { defineConfig } from "@playwright/test";

const PORT = process.env.PORT ?? 4173;

export default defineConfig({
	testDir: "tests",
	fullyParallel: true,
	workers: 4,
	globalSetup: "trainmock/setup", // one server for all tests
	timeout: 60_000,
	expect: { timeout: 20_000 }, // A machine that tests several things at once is slow at times.
	use: {
		baseURL: `http://localhost:${PORT}`,
		// Playwright's own Chromium, unless the variable names another.
		launchOptions: { executablePath: process.env.CHROMIUM },
	},
	webServer: {
		command: `node serve.js ${PORT}`,
		port: Number(PORT),
	},
});
