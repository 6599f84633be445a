// The timeline: the world's clock, a freeze of the view, and a rail over the past with what happened.
import { button, h, icon, setting, toggle } from "./dom.js";
import { instantOf, TYPE } from "./events.js";
import { ageOf, clock, clockAt, day, duration, inZone, number, secondsOf, zone } from "./format.js";
import { planDraw } from "./frame.js";
import { t } from "./i18n.js";
import { go, SPAN_SECONDS, state } from "./state.js";

const STEPS = 300; // of the slider, over the whole span
const SETTLE_MS = 150; // of rest, before the past is requested
const CHAPTERS = 40; // at most
let settleTimer = 0;
let draggedTo; // the slider's value while it moves
let typed; // an instant that is not complete yet

/** Describes the timeline over a store; `live` is the store of the present, and `frozen` holds the view, or is null. */
export function timeline({ store, live, frozen, toggleFreeze, openSheet, trouble }) {
	const mode = modeOf(store, live, frozen, trouble);
	const newer = frozen && t("newer", { n: number(live.notes.count - frozen.notes.count) });
	const words = mode ? t(mode) : live.speed === 0 ? t("paused") : `×${live.speed}`;
	return h("section.time", { "data-mode": mode, "aria-label": t("time") },
		h("p.now",
			h("strong.clock", store.time ? clock(store.time) : "–"),
			h("span.muted", store.time && `${day(store.time)} · ${zone(store.time)} · ${words}`)),
		!state.at && toggle([icon("camera"), newer ? `${t("unfreeze")} · ${newer}` : t("freeze")], toggleFreeze, frozen,
			{ id: "freeze", title: "␣" }),
		h("div.scrub", setting("span", (span) => t(`span.${span}`)), rail(live, store, openSheet)),
		instantField(live.time),
		button(t("toLive"), () => go({ at: "" }), { id: "live", disabled: !state.at }));
}

// Returns the instant that the address names, or NaN if it is relative to now.
const wanted = () => (/^\d{4}-.*T/.test(state.at) ? secondsOf(state.at) : NaN);

// Returns what the view shows in place of the present.
function modeOf(store, live, frozen, trouble) {
	if (!state.at) return frozen ? "viewFrozen" : "";
	if (!store.time) return trouble ? "noPicture" : "loading";
	// The instant that was asked for before stays until the next one is there.
	if (Math.abs(secondsOf(store.time) - wanted()) > 1) return "loading";
	return live.time && store.time > live.time ? "inFuture" : "inPast";
}

function rail(live, store, openSheet) {
	const [now, span] = [secondsOf(live.time), SPAN_SECONDS[state.span]];
	const shown = wanted() || secondsOf(store.time); // until it is there, what is asked for
	const ahead = state.at && shown && live.time ? shown - now : 0;
	const shift = draggedTo === undefined ? ahead : (draggedTo * span) / STEPS;
	const time = duration(Math.abs(shift));
	const old = !state.at && ageOf(live, live.time);
	const text = old || Math.abs(shift) < 0.5 ? old || t("present") : t(shift < 0 ? "ago" : "ahead", { time });
	const oninput = ({ target }) => drag(Number(target.value), live.time);
	return [
		h("div.rail",
			live.time && chapters(live, now, span, openSheet),
			h("input", {
				id: "past", type: "range", "aria-label": t("past"), min: -STEPS, max: 0, oninput, disabled: !live.time,
				value: draggedTo ?? Math.max(-STEPS, Math.min(0, Math.round((shift * STEPS) / span))),
				"aria-valuetext": shift ? `${text}, ${clockAt(now + shift, live.time)}` : text,
			})),
		h("span.muted.ago", text),
	];
}

// Describes marks on the rail for what went wrong; the feed has the same for the keyboard.
function chapters(live, now, span, openSheet) {
	const isBad = ({ type, payload }) => (type === TYPE.NODE_STATE && payload.state === "DEAD") ||
		(type === TYPE.TASK_UPDATE && payload.status === "failed");
	const inSpan = (event) => isBad(event) && secondsOf(instantOf(event)) > now - span;
	return live.notes.newest(CHAPTERS, inSpan).map(({ item }) => {
		const place = 1 - (now - secondsOf(instantOf(item))) / span;
		const title = `${clock(instantOf(item))} ${item.payload.id} ${item.payload.state ?? item.payload.status}`;
		return h("button.chapter", { type: "button", tabindex: "-1", "aria-hidden": "true", title, place,
			key: instantOf(item) + item.payload.id, onclick: () => openSheet(item) });
	});
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

/** Moves the instant that is shown by so many hundredths of the span. */
export function moveBy(hundredths, live, shown) {
	if (!live.time) return;
	const at = secondsOf(shown.time || live.time) + (hundredths * SPAN_SECONDS[state.span]) / 100;
	go({ at: at < secondsOf(live.time) ? new Date(at * 1000).toISOString() : "" });
}

// Returns the instant of the address in seconds: as a time alone if its day is that of `now`.
function shortInstant(now) {
	if (!now || !wanted()) return state.at;
	const at = inZone(wanted(), now);
	return at.slice(0, 10) === now.slice(0, 10) ? clock(at) : at.slice(0, 19) + now.slice(-6).replace("+00:00", "Z");
}

// Returns an instant as REST takes it: a time alone is that of the day of `now`.
const wholeInstant = (text, now) =>
	now && /^\d\d:\d\d(:\d\d)?$/.test(text) ? now.slice(0, 11) + `${text}:00`.slice(0, 8) + now.slice(-6) : text;

// An instant in any form that REST takes, or a time of day.
function instantField(now) {
	const oninput = ({ target }) => {
		typed = target.value;
	};
	const onchange = () => {
		const at = wholeInstant(typed.trim(), now);
		typed = undefined;
		go({ at });
	};
	return h("input.button.instant", {
		id: "instant", "aria-label": t("instant"), placeholder: "-5m", title: t("instantHint"), spellcheck: "false",
		value: typed ?? shortInstant(now), oninput, onchange,
	});
}
