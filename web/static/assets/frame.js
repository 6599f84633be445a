// When the page is drawn: at most once per animation frame, and once per tick of the stream.

// A tick arrives as many messages. It is complete once none has come for QUIET_MS, or LONGEST_MS after the first.
const QUIET_MS = 40;
const LONGEST_MS = 400;

let draw = () => {};
let firstMessageMs = 0; // of the tick that is arriving; 0 while none is
let lastMessageMs = 0;

/** Sets the function that draws the page. */
export function onDraw(callback) {
	draw = callback;
}

/** Returns a function that plans a call of another one, once, for the next animation frame. */
export function oncePerFrame(callback) {
	let isPlanned = false;
	const run = () => {
		isPlanned = false;
		callback();
	};
	return () => {
		if (!isPlanned) requestAnimationFrame(run);
		isPlanned = true;
	};
}

/** Draws the page at the next animation frame. */
export const planDraw = oncePerFrame(() => draw());

/** Draws the page once the tick is complete; to be called for every message. */
export function planDrawOfTick() {
	lastMessageMs = performance.now();
	if (firstMessageMs) return;
	firstMessageMs = lastMessageMs;
	setTimeout(drawIfComplete, QUIET_MS);
}

function drawIfComplete() {
	const now = performance.now();
	if (now - lastMessageMs < QUIET_MS && now - firstMessageMs < LONGEST_MS) {
		setTimeout(drawIfComplete, QUIET_MS);
		return;
	}
	firstMessageMs = 0;
	planDraw();
}
