// The timeline: the world's clock, a pause of the view, and a slider over the past.
import { button, h, setting, toggle } from "./dom.js";
import { clock, clockAt, duration, secondsOf, zone } from "./format.js";
import { planDraw } from "./frame.js";
import { t } from "./i18n.js";
import { go, SPAN_SECONDS, state } from "./state.js";

const STEPS = 300; // of the slider, over the whole span
const SETTLE_MS = 150; // of rest, before the past is requested
let settleTimer = 0;
let draggedTo; // the slider's value while it moves

/** Describes the timeline over a store; `live` is the store of the present. */
export function timeline({ store, live, isPaused, togglePause, controls }) {
	const speed = live.speed === 0 ? t("paused") : `×${live.speed}`;
	const mode = modeOf(isPaused);
	return h("section.time", { "data-mode": mode, "aria-label": t("time") },
		h("p.now",
			h("strong.clock", store.time ? clock(store.time) : "–"),
			h("span.muted", live.time && `${zone(live.time)} · ${mode ? t(mode) : speed}`)),
		!state.at && toggle(t(isPaused ? "resumeView" : "pauseView"), togglePause, isPaused, { id: "pause" }),
		slider(live.time, store.time),
		button(t("toLive"), () => go({ at: "" }), { id: "live", disabled: !state.at }),
		controls);
}

function modeOf(isPaused) {
	if (state.at) return "inPast";
	return isPaused ? "viewPaused" : "";
}

function slider(now, shown) {
	const secondsPerStep = SPAN_SECONDS[state.span] / STEPS;
	const shownAgo = state.at && now ? secondsOf(now) - secondsOf(shown) : 0;
	const ago = draggedTo === undefined ? shownAgo : -draggedTo * secondsPerStep;
	const value = draggedTo ?? Math.max(-STEPS, Math.round(-shownAgo / secondsPerStep));
	const text = ago ? t("ago", { time: duration(ago) }) : t("present");
	const oninput = ({ target }) => drag(Number(target.value), now);
	return h("div.scrub",
		setting("span", (span) => t(`span.${span}`)),
		h("input", {
			id: "past", type: "range", "aria-label": t("past"), min: -STEPS, max: 0, value, oninput, disabled: !now,
			"aria-valuetext": ago ? `${text}, ${clockAt(secondsOf(now) - ago, now)}` : text,
		}),
		h("span.muted.ago", text));
}

function drag(value, now) {
	draggedTo = value;
	planDraw();
	clearTimeout(settleTimer);
	settleTimer = setTimeout(() => goBack(now), SETTLE_MS);
}

function goBack(now) {
	const ago = (-draggedTo * SPAN_SECONDS[state.span]) / STEPS;
	draggedTo = undefined;
	go({ at: ago ? new Date((secondsOf(now) - ago) * 1000).toISOString() : "" });
}
