/**
 * Starts the one server of a test run, for `globalSetup` of Playwright or Vitest, and returns the function that stops
 * it. Does nothing where TRAINMOCK_URL names a server.
 */
export default function setup(): Promise<(() => Promise<void>) | undefined>;
