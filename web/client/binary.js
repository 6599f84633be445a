import { accessSync, closeSync, constants, openSync, readSync, realpathSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Returns the path of the program: the file that TRAINMOCK_BIN names, else that of the package for this platform, else
 * the first on the PATH. Throws an error that names all three if there is none.
 */
export function findBinary(env = process.env) {
	if (env.TRAINMOCK_BIN) return checked(env.TRAINMOCK_BIN);
	return installed() ?? onPath(env) ?? missing();
}

const FILE = process.platform === "win32" ? "trainmock.exe" : "trainmock";
const PACKAGE = `@trainmock/${process.platform}-${process.arch}`;

function checked(path) {
	const wrong = (why) => new Error(`trainmock: TRAINMOCK_BIN is ${path}, ${why}: name the program, or unset it`);
	if (!isProgram(path)) throw wrong("which is no file that can be run");
	// The script of this package would look for the program again, without an end.
	if (realpathSync(path) === fileURLToPath(new URL("bin.js", import.meta.url))) throw wrong("the npm package's script");
	return path;
}

function installed() {
	try {
		return createRequire(import.meta.url).resolve(`${PACKAGE}/bin/${FILE}`);
	} catch {
		return undefined;
	}
}

function onPath(env) {
	const folders = (env.PATH ?? env.Path ?? "").split(delimiter).filter(Boolean);
	// npm puts the script of this package on the PATH under the same name.
	return folders.map((folder) => join(folder, FILE)).find((path) => isProgram(path) && !isScript(path));
}

function isProgram(path) {
	try {
		accessSync(path, constants.X_OK);
		return statSync(path).isFile();
	} catch {
		return false;
	}
}

function isScript(path) {
	const file = openSync(path, "r");
	try {
		const start = Buffer.alloc(2);
		readSync(file, start);
		return start.toString() === "#!";
	} finally {
		closeSync(file);
	}
}

function missing() {
	throw new Error(
		"trainmock: the program is not there. Looked for: the file that TRAINMOCK_BIN names (it is not set), " +
			`the package ${PACKAGE} (an optional dependency: install without --no-optional and --omit=optional), ` +
			`and ${FILE} on the PATH`,
	);
}
