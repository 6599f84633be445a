// The settings, kept in the address, so that a link shows others the same.

const DEFAULTS = {
	task: "", node: "", at: "", span: "10m", // what, and when
	colour: "use", as: "map", find: "", sort: "id", group: "id", // of the nodes
	all: "", // of the tasks
	kinds: "changes,logs", level: "INFO", text: "", // of the feed
};

/** The values of settings that have few; any other is the default. */
export const CHOICES = {
	span: ["10m", "1h", "6h", "1d", "run"],
	colour: ["use", "heat", "memory", "state"],
	as: ["map", "table"],
	group: ["id", "role", "task"],
	level: ["INFO", "WARNING", "ERROR"],
};

/** The length of every span, in seconds; a run is as long as its task, and elsewhere as the shortest. */
export const SPAN_SECONDS = { "10m": 600, "1h": 3600, "6h": 21600, "1d": 86400, run: 600 };

/** The settings of the moment; only `go` changes them. */
export const state = {};
let changed = () => {};

function readAddress() {
	const query = new URLSearchParams(location.search);
	for (const [key, value] of Object.entries(DEFAULTS)) {
		const given = query.get(key) ?? value;
		state[key] = !CHOICES[key] || CHOICES[key].includes(given) ? given : value;
	}
}

/** Returns the address of this page after a change of settings. */
export function linkTo(change) {
	const kept = Object.entries({ ...state, ...change }).filter(([key, value]) => value !== DEFAULTS[key]);
	return `${location.pathname}${kept.length ? "?" : ""}${new URLSearchParams(kept)}`;
}

/** Changes settings; with `isStep`, "back" takes the change back. */
export function go(change, isStep = false) {
	history[isStep ? "pushState" : "replaceState"](null, "", linkTo(change));
	Object.assign(state, change);
	changed();
}

/** Calls back after every change, also by "back" and "forward". */
export function watch(callback) {
	changed = callback;
	addEventListener("popstate", () => {
		readAddress();
		changed();
	});
}

readAddress();
