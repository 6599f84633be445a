// What tasks are called, and their colours: both belong to an id, at every instant.
const MOST = 2000; // names that are kept
const HUES = 12;
const names = new Map();

/** Takes the name of a task, if its payload has one. */
export function learnName({ task_id: id, metrics }) {
	if (!metrics?.model || names.get(id) === metrics.model) return;
	if (names.size >= MOST) names.clear();
	names.set(id, metrics.model);
}

/** Returns how many names are known. */
export const countNames = () => names.size;

/** Returns the name of a task: that of its model, or its id as long as no event has told it. */
export const nameOf = (id) => names.get(id) ?? id;

/** Returns the colour of a task as a CSS expression. It follows from the id, and is the same after a reload. */
export function colourOf(id) {
	let hash = 0;
	for (const letter of String(id)) hash = (Math.imul(hash ^ letter.codePointAt(0), 0x01000193) >>> 0) % 1_000_003;
	const hue = (360 / HUES) * (hash % HUES);
	return `light-dark(oklch(0.5 0.15 ${hue}), oklch(0.78 0.12 ${hue}))`;
}
