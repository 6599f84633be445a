import { defineConfig } from "@playwright/test";

export default defineConfig({
	globalSetup: "trainmock/setup",
	fullyParallel: true,
	workers: 1, // A new one follows each failure: the server is the same.
	retries: 1,
	projects: [{ name: "all" }, { name: "repeated", grep: /comes from the title/, repeatEach: 2 }],
	use: {
		launchOptions: { executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] },
	},
});
