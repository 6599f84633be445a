#!/usr/bin/env node
// Runs the program with the same arguments, signals and exit code.
import { spawn } from "node:child_process";

import { findBinary } from "./binary.js";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"];
const REPEATED_MS = 300; // A terminal and npm both send an interrupt; a second one would cut the end short.
const PARENT_MS = 200; // Between two looks at whether the parent lives.
const IS_WINDOWS = process.platform === "win32";

const args = process.argv.slice(2);

try {
	run(findBinary());
} catch (error) {
	console.error(error.message);
	process.exitCode = 1;
}

function run(binary) {
	const isBound = serves() && !readsInput();
	// A server ends with its pipe, also when this process is killed; a command may read the input.
	const child = spawn(binary, isBound ? ["--until-stdin-ends", ...args] : args, {
		stdio: [isBound ? "pipe" : "inherit", "inherit", "inherit"],
		// In a group of its own it gets each signal once, from here. Windows has no groups: the console tells both.
		detached: !IS_WINDOWS,
	});
	const forward = IS_WINDOWS ? () => {} : forwarder(child);
	for (const signal of SIGNALS) process.on(signal, forward);
	if (process.env.npm_config_user_agent) endWithParent(child);
	child.on("error", (error) => {
		console.error(`trainmock: ${binary} does not start: ${error.message}`);
		process.exitCode = 1;
	});
	child.on("exit", (code, signal) => {
		if (!signal) process.exit(code);
		process.removeAllListeners(signal);
		process.kill(process.pid, signal);
	});
}

function serves() {
	return args.length === 0 || args[0].startsWith("-");
}

function readsInput() {
	const { TRAINMOCK_SCENARIO, TRAINMOCK_JOURNAL } = process.env;
	const values = [...args, TRAINMOCK_SCENARIO, TRAINMOCK_JOURNAL].map((value) => value?.split("=").pop());
	return values.includes("-") || args.some((arg) => arg.startsWith("--until-stdin-ends"));
}

function forwarder(child) {
	let last = -Infinity;
	return (signal) => {
		const now = performance.now();
		if (now - last > REPEATED_MS) child.kill(signal);
		last = now;
	};
}

// npx runs this script in a shell, and passes signals to that. It dies of them without a word to its child.
function endWithParent(child) {
	const parent = process.ppid;
	const timer = setInterval(() => {
		if (process.ppid === parent) return;
		clearInterval(timer);
		child.kill();
	}, PARENT_MS);
	timer.unref();
}
