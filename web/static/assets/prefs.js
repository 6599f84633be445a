// The visitor's language and theme, remembered from visit to visit.

const root = document.documentElement;
const systemIsDark = matchMedia("(prefers-color-scheme: dark)");
const probe = document.createElement("span");
// Where a person's own colours are in force, an element shows those; a canvas needs its own to tell values apart.
probe.style.forcedColorAdjust = "none";
let resolved = new Map(); // colours by expression
let changed = () => {};

/** Returns "en" or "zh-CN". */
export const language = () => root.lang;

/** Returns the colour of a CSS expression in the present theme, for canvases: they know no variables. */
export function themeColour(expression) {
	if (!probe.isConnected) document.head.append(probe);
	if (!resolved.has(expression)) {
		probe.style.color = expression;
		resolved.set(expression, getComputedStyle(probe).color);
	}
	return resolved.get(expression);
}

/** Switches the theme, and remembers it. */
export function switchTheme() {
	const theme = root.dataset.theme ?? (systemIsDark.matches ? "dark" : "light");
	root.dataset.theme = theme === "dark" ? "light" : "dark";
	remember("theme", root.dataset.theme);
}

/** Switches the language, and remembers it. */
export function switchLanguage() {
	root.lang = language() === "en" ? "zh-CN" : "en";
	remember("language", language());
}

/** Returns what was remembered under a name, or null. */
export function recall(name, storage = "localStorage") {
	try {
		return window[storage].getItem(`trainmock.${name}`);
	} catch {
		return null;
	}
}

/** Remembers a text from visit to visit, or with "sessionStorage" as long as the tab lasts, and draws the page. */
export function remember(name, value, storage = "localStorage") {
	try {
		window[storage].setItem(`trainmock.${name}`, value);
	} catch {
		// Where storage is forbidden, a choice lasts as long as the page.
	}
	refresh();
}

function refresh() {
	resolved = new Map();
	changed();
}

/** Calls back when language or theme have changed. */
export function onPreference(callback) {
	changed = callback;
	systemIsDark.addEventListener("change", refresh);
}
