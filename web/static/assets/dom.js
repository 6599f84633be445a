// Elements as descriptions: `h` describes, `render` makes the document match. Data becomes text, never markup.
import { visible } from "./format.js";
import { planDraw } from "./frame.js";
import { t } from "./i18n.js";
import { colourOf } from "./names.js";
import { CHOICES, go, linkTo, state } from "./state.js";

const SVG = new Set(["svg", "path", "rect"]);
const COPIED_MS = 2000; // for which a button says so
let copied = ""; // the text that was copied last
let copiedTimer = 0;

/**
 * Describes an element: `h("p.note", { onclick: close }, "text", child)`. Props may be left out; children that are
 * undefined, false or empty are. An element in place of a tag is used as it is. Special props: `key`, or else `id`,
 * keeps an identity among siblings; `share` (0 to 1) is a width, `place` a distance from the left, `top` one from the
 * top in pixels; `colour` is a background, `tint` the id of a task, whose colour it brings; `modal` opens a dialog.
 */
export function h(tag, ...rest) {
	const hasProps = rest[0]?.constructor === Object && !rest[0].tag;
	const [props, ...children] = hasProps ? rest : [{}, ...rest];
	return { tag, props, key: props.key ?? props.id, children: present(children) };
}

const present = (children) => children.flat(Infinity).filter((child) => child || child === 0);

/** Makes an element's children those described; those that stay keep their focus and their scrolling. */
export function render(root, ...children) {
	const focused = document.activeElement;
	fill(root, present(children));
	if (focused?.isConnected && focused !== document.activeElement) focused.focus({ preventScroll: true });
}

function fill(parent, wanted) {
	const keyed = removeUnwanted(parent, wanted);
	let next = parent.firstChild;
	for (const item of wanted) {
		const node = reuse(item, keyed, next) ?? create(item);
		// What stays is never moved, for that takes its focus: siblings before it that are no longer wanted go.
		if (!item.key && node.parentNode === parent) next = removeUpTo(node, next);
		if (node === next) next = next.nextSibling;
		else parent.insertBefore(node, next);
		update(node, item);
	}
	removeUpTo(null, next);
}

function removeUpTo(end, next) {
	while (next !== end) {
		const gone = next;
		next = next.nextSibling;
		gone.remove();
	}
	return next;
}

// Removes children whose keys are no longer wanted; returns all that had keys.
function removeUnwanted(parent, wanted) {
	const keyed = new Map([...parent.childNodes].filter((node) => node.key).map((node) => [node.key, node]));
	const kept = new Set(wanted.map((item) => item.key));
	for (const [key, node] of keyed) if (!kept.has(key)) node.remove();
	return keyed;
}

// Returns the node that can become the item: of the same key, or the next one of its kind.
function reuse({ tag = "", key }, keyed, next) {
	if (tag.nodeType) return tag;
	let node = next;
	if (key) node = keyed.get(key);
	else while (node && !(node.tag === tag && !node.key)) node = node.key ? null : node.nextSibling;
	return node?.tag === tag ? node : undefined;
}

const create = ({ tag = "", key }) => Object.assign(createNode(tag), { tag, key, props: {} });

function createNode(tag) {
	if (!tag) return document.createTextNode("");
	const [name, ...classes] = tag.split(".");
	const isSVG = SVG.has(name);
	const element = isSVG ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
	if (classes.length) element.classList.add(...classes);
	return element;
}

function update(node, item) {
	if (item.tag === undefined) {
		const text = visible(String(item));
		if (node.data !== text) node.data = text;
	} else if (!item.tag.nodeType) {
		updateElement(node, item);
	}
}

function updateElement(node, { props, children }) {
	for (const name in node.props) if (!(name in props)) set(node, name);
	for (const name in props) if (props[name] !== node.props[name]) set(node, name, props[name]);
	node.props = props;
	fill(node, children);
	// A select takes its value only once its options are there.
	if ("value" in props && node.value !== String(props.value)) node.value = props.value;
}

function set(node, name, value) {
	if (name === "key" || (name === "value" && node.tag !== "option")) return;
	if (name.startsWith("on")) node[name] = value ?? null;
	else if (name === "modal") queueMicrotask(() => node.showModal());
	else if (name === "share") node.style.transform = `scaleX(${Math.max(0, Math.min(1, value || 0)).toFixed(3)})`;
	else if (name === "colour") node.style.background = value ?? "";
	else if (name === "place") node.style.left = `${(100 * value).toFixed(2)}%`;
	else if (name === "top") node.style.top = `${value}px`;
	else if (name === "tint") node.style.setProperty("--tint", value ? colourOf(value) : "");
	else if (value === undefined || value === false) node.removeAttribute(name);
	else node.setAttribute(name, value === true ? "" : visible(String(value)));
}

const ICONS = {
	pause: "M2 1h3v10H2zM7 1h3v10H7z", play: "M2 1l9 5-9 5z", skip: "M1 1l6 5-6 5zM6 1l6 5-6 5z",
	camera: "M0 3h3l1-2h4l1 2h3v8H0zM6 4a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z",
};

/** Describes a small picture of ICONS. Decorative: the button around it has a label. */
export const icon = (name) => h("svg.icon", { viewBox: "0 0 12 12", width: 12, height: 12, "aria-hidden": "true" },
	h("path", { d: ICONS[name], fill: "currentColor" }));

/** Describes a button; `more` holds further props. */
export const button = (text, onclick, more) => h("button", { class: "button", type: "button", onclick, ...more }, text);

/** Describes a button that is pressed or not. */
export const toggle = (text, onclick, isPressed, more) =>
	button(text, onclick, { "aria-pressed": String(Boolean(isPressed)), ...more });

/** Describes a row of toggles: `isOn`, `textOf` and `pick` each take a value. */
export function pills(label, values, isOn, textOf, pick) {
	const toggles = values.map((value) => toggle(textOf(value), () => pick(value), isOn(value)));
	return h("div.pills", { role: "group", "aria-label": label }, toggles);
}

/** Describes a list to choose from: `textOf` and `pick` each take a value. */
export function choice(label, values, value, textOf, pick) {
	const onchange = (event) => pick(event.target.value);
	const options = values.map((each) => h("option", { value: each }, textOf(each)));
	return h("select.button", { "aria-label": label, value, onchange }, options);
}

/** Describes a list to choose a setting's value from. */
export const setting = (key, textOf) =>
	choice(t(key), CHOICES[key], state[key], textOf, (value) => go({ [key]: value }));

/** Describes a button that copies a text; it says "copied" for a moment. */
export function copyButton(text, more, label = t("copy")) {
	const copy = async () => {
		await toClipboard(text);
		copied = text;
		clearTimeout(copiedTimer);
		copiedTimer = setTimeout(() => {
			copied = "";
			planDraw();
		}, COPIED_MS);
		planDraw();
	};
	return button(copied === text ? t("copied") : label, copy, more);
}

// Without HTTPS, on a LAN address, there is no clipboard API, or it is forbidden; the old command still works.
async function toClipboard(text) {
	const isDone = await navigator.clipboard?.writeText(text).then(() => true, () => false);
	if (isDone) return;
	const area = Object.assign(document.createElement("textarea"), { value: text });
	(document.querySelector("dialog[open]") ?? document.body).append(area);
	area.select();
	document.execCommand("copy");
	area.remove();
}

/** Calls back when the focus leaves the open menu that a selector finds, or a press is elsewhere. */
export function onLeave(selector, leave) {
	const look = (other) => {
		if (other && document.querySelector(selector)?.contains(other) === false) leave();
	};
	// Before what is around the menu hears of it.
	document.addEventListener("pointerdown", ({ target }) => look(target), true);
	document.addEventListener("focusout", ({ target, relatedTarget }) =>
		target.closest(selector) && look(relatedTarget), true);
}

/** Describes a field; `input` takes its text whenever it changes. */
export function field(label, value, input) {
	const oninput = (event) => input(event.target.value);
	return h("input.button.field", { type: "search", placeholder: label, "aria-label": label, value, oninput });
}

/** Describes a link that changes settings: it has an address, but loads no page. */
export function link(text, change, more) {
	const onclick = (event) => {
		if (event.metaKey || event.ctrlKey || event.shiftKey) return;
		event.preventDefault();
		go(change, true);
	};
	return h("a", { ...more, href: linkTo(change), onclick }, text);
}

/** Describes the links to the API's documentation. */
export const docLinks = () =>
	[["docs", t("docs")], ["docs/streams", t("streamDocs")], ["openapi.json", "openapi.json"]]
		.map(([href, text]) => [h("a", { href }, text), " "]);

/** Describes a small curve of points `[instant, value]`. Decorative: the numbers stand beside it. */
export function sparkline(points, low, high) {
	const box = { viewBox: "0 0 200 40", preserveAspectRatio: "none", "aria-hidden": "true" };
	const pieces = sparkPieces(points, low, high);
	const line = pieces.map((piece) => `M${piece.join("L")}`).join("");
	const area = pieces.map((piece) => `M${piece.join("L")}V40H${piece[0].split(" ")[0]}Z`).join("");
	return h("svg.spark", box, h("path.area", { d: area }), h("path.line", { d: line }));
}

// Returns the places of the points, in a list for each piece between two gaps.
function sparkPieces(points, low, high) {
	const values = points.map(([, value]) => value).filter((value) => value !== null);
	if (values.length < 2) return [];
	const [least, most] = [low ?? Math.min(...values), high ?? Math.max(...values)];
	// At least 4 % of the value from top to bottom: noise around a flat line should look flat.
	const slack = Math.max(0, Math.abs(most) * 0.04 - (most - least), 1e-9) / 2;
	const [from, to] = [points[0][0], points.at(-1)[0]];
	const pieces = [[]];
	for (const [instant, value] of points) {
		const x = (200 * (instant - from)) / Math.max(to - from, 1e-6);
		const y = 38 - (36 * (value - least + slack)) / (most - least + 2 * slack);
		if (value === null) pieces.push([]);
		else pieces.at(-1).push(`${x.toFixed(1)} ${y.toFixed(1)}`);
	}
	return pieces.filter((piece) => piece.length > 1);
}
