// The sheet for developers: an event as its JSON, and code for their own program.
import { button, copyButton, docLinks, h, pills } from "./dom.js";
import { nodeOf, taskOf } from "./events.js";
import { planDraw } from "./frame.js";
import { t } from "./i18n.js";
import { nameOf } from "./names.js";
import { snippet, WAY_NAMES } from "./snippets.js";
import { state } from "./state.js";

const SHORTCUTS = { "/": "keySearch", "␣": "freeze", "← →": "keyMove", L: "toLive", "?": "keyHelp" };
let isOpen = false;
let isHelp = false;
let shownEvent; // undefined for what is on screen
let chosenWay = WAY_NAMES[0];

/** Opens the sheet on an event, without one on what is on screen, or with "help" on the shortcuts. */
export function open(what) {
	isOpen = true;
	isHelp = what === "help";
	shownEvent = isHelp ? undefined : what;
	planDraw();
}

function onclose() {
	isOpen = false;
	planDraw();
}

function chooseWay(way) {
	chosenWay = way;
	planDraw();
}

// Returns the task or node that the code asks for, or "" for both.
function subject(event = {}) {
	const task = state.task || taskOf(event);
	return { task, node: task ? "" : state.node || nodeOf(event) };
}

/** Describes the dialog; returns "" while it is closed. */
export function view() {
	if (!isOpen) return "";
	const title = isHelp ? t("keys") : shownEvent ? `${shownEvent.type} ${shownEvent.id ?? ""}` : t("codeTitle");
	return h("dialog.sheet", { "aria-labelledby": "sheet-title", onclose, onclick: closeByBackdrop, modal: true },
		h("div.head",
			h("h2", { id: "sheet-title" }, title),
			button(t("close"), ({ target }) => target.closest("dialog").close())),
		isHelp ? help() : [shownEvent && block("JSON", JSON.stringify(shownEvent, null, 2)), code()],
		h("p", docLinks()));
}

const help = () => h("dl.keys", Object.entries(SHORTCUTS).map(([key, text]) =>
	h("div", { key }, h("dt", h("kbd", key)), h("dd", t(text)))));

function code() {
	const { task, node } = subject(shownEvent);
	return [
		h("h3", t("codeFor", { what: task ? nameOf(task) : node || t("everything") })),
		pills(t("code"), WAY_NAMES, (way) => way === chosenWay, String, chooseWay),
		block(chosenWay, snippet(chosenWay, { task, node, at: shownEvent?.time ?? state.at })),
	];
}

// A click on the backdrop has the dialog itself as its target.
function closeByBackdrop({ target, currentTarget: dialog }) {
	if (target === dialog) dialog.close();
}

const block = (name, text) => h("div.block", { key: name },
	h("pre", { tabindex: "0", "aria-label": name }, text),
	copyButton(text, { "aria-label": `${t("copy")} ${name}` }));
