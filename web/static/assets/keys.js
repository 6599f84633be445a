// The shortcuts of the page. Fields and canvases keep the keys that they use themselves.
const OWN_KEYS = "input, select, textarea, dialog, [role=application]";

/** Calls `actions`, by key, for keys that nothing else takes. */
export function listenForKeys(actions) {
	document.addEventListener("keydown", (event) => {
		const action = actions[event.key.toLowerCase()];
		const { target } = event;
		const isTaken = target.closest?.(OWN_KEYS) || (event.key === " " && target.closest?.("button, a, ol"));
		if (!action || isTaken || event.ctrlKey || event.metaKey || event.altKey) return;
		event.preventDefault();
		action();
	});
}
