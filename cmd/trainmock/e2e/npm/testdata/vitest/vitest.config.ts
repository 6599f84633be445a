import { defineConfig } from "vitest/config";

export default defineConfig({ test: { globalSetup: "trainmock/setup", retry: 0 } });
