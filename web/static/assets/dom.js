// Elements as descriptions: `h` describes, `render` makes the document match. Data becomes text, never markup.
import { visible } from "./format.js";
import { t } from "./i18n.js";
import { CHOICES, go, linkTo, state } from "./state.js";

const SVG = new Set(["svg", "path", "circle"]);

/**
 * Describes an element: `h("p.note", { onclick: close }, "text", child)`. Props may be left out; children that are
 * undefined, false or empty are. An element in place of a tag is used as it is. Special props: `key` keeps an identity
 * among siblings, `share` (0 to 1) is a width, `colour` a background, `tint` a task's tint; `modal` opens a dialog.
 */
export function h(tag, ...rest) {
	const hasProps = rest[0]?.constructor === Object && !rest[0].tag;
	const [props, ...children] = hasProps ? rest : [{}, ...rest];
	return { tag, props, children: present(children) };
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
		if (node === next) next = next.nextSibling;
		else parent.insertBefore(node, next);
		update(node, item);
	}
	while (next) {
		const left = next;
		next = next.nextSibling;
		left.remove();
	}
}

// Removes children whose keys are no longer wanted; returns all that had keys.
function removeUnwanted(parent, wanted) {
	const keyed = new Map([...parent.childNodes].filter((node) => node.key).map((node) => [node.key, node]));
	const kept = new Set(wanted.map((item) => item.props?.key));
	for (const [key, node] of keyed) if (!kept.has(key)) node.remove();
	return keyed;
}

// Returns the node that can become the item: of the same key, or the next one.
function reuse({ tag = "", props }, keyed, next) {
	if (tag.nodeType) return tag;
	const node = props?.key ? keyed.get(props.key) : next;
	return node?.tag === tag && node.key === props?.key ? node : undefined;
}

const create = ({ tag = "", props }) => Object.assign(createNode(tag), { tag, key: props?.key, props: {} });

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
	else if (name === "tint") node.style.setProperty("--tint", value === undefined ? "" : `var(--tint-${value})`);
	else if (value === undefined || value === false) node.removeAttribute(name);
	else node.setAttribute(name, value === true ? "" : visible(String(value)));
}

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

/** Describes a small curve of values between `low` and `high`. Decorative: the numbers stand beside it. */
export function sparkline(values, low = Math.min(...values), high = Math.max(...values)) {
	const line = sparkPath(values, low, high);
	const box = { viewBox: "0 0 200 40", preserveAspectRatio: "none", "aria-hidden": "true" };
	return h("svg.spark", box, h("path.area", { d: line && `${line}V40H0Z` }), h("path.line", { d: line }));
}

function sparkPath(values, low, high) {
	if (values.length < 2) return "";
	// At least 4 % of the value from top to bottom: noise around a flat line should look flat.
	const slack = Math.max(0, Math.abs(high) * 0.04 - (high - low), 1e-9) / 2;
	const points = values.map((value, i) => {
		const x = (200 * i) / (values.length - 1);
		const y = 38 - (36 * (value - low + slack)) / (high - low + 2 * slack);
		return `${x.toFixed(1)} ${y.toFixed(1)}`;
	});
	return `M${points.join("L")}`;
}
