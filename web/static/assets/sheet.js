// The sheet for developers: an event as its JSON, and code for their own program.
import { button, docLinks, h, pills } from "./dom.js";
import { nodeOf, taskOf } from "./events.js";
import { planDraw } from "./frame.js";
import { t } from "./i18n.js";
import { snippet, WAY_NAMES } from "./snippets.js";
import { state } from "./state.js";

let isOpen = false;
let shownEvent; // undefined for what is on screen
let chosenWay = WAY_NAMES[0];

/** Opens the sheet on an event, or without one on what is on screen. */
export function open(event) {
	isOpen = true;
	shownEvent = event;
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
	const { task, node } = subject(shownEvent);
	const code = snippet(chosenWay, { task, node, at: shownEvent?.time ?? state.at });
	return h("dialog.sheet", { "aria-labelledby": "sheet-title", onclose, onclick: closeByBackdrop, modal: true },
		h("div.head",
			h("h2", { id: "sheet-title" }, shownEvent ? `${shownEvent.type} ${shownEvent.id ?? ""}` : t("codeTitle")),
			button(t("close"), ({ target }) => target.closest("dialog").close())),
		shownEvent && block("JSON", JSON.stringify(shownEvent, null, 2)),
		h("h3", t("codeFor", { what: task || node || t("everything") })),
		pills(t("code"), WAY_NAMES, (way) => way === chosenWay, String, chooseWay),
		block(chosenWay, code),
		h("p", docLinks()));
}

// A click on the backdrop has the dialog itself as its target.
function closeByBackdrop({ target, currentTarget: dialog }) {
	if (target === dialog) dialog.close();
}

function block(name, text) {
	const onclick = async ({ currentTarget }) => {
		await copy(currentTarget.previousSibling);
		currentTarget.textContent = t("copied");
	};
	return h("div.block", { key: name },
		h("pre", { tabindex: "0", "aria-label": name }, text),
		button(t("copy"), onclick, { "aria-label": `${t("copy")} ${name}`, key: text }));
}

// Without HTTPS, on a LAN address, there is no clipboard API; the old command still works.
async function copy(element) {
	if (navigator.clipboard) return navigator.clipboard.writeText(element.textContent);
	getSelection().selectAllChildren(element);
	document.execCommand("copy");
}
