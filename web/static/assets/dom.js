// Elements as descriptions: `h` describes, `render` makes the document so. Data only ever becomes text, never markup.

const SVG = new Set(["svg", "path", "circle"]);

/**
 * Describes an element: `h("p", { class: "note", onclick: close }, "text", child)`. What is undefined, false or empty
 * is left out; a `key` keeps an element's identity among its siblings; an element in place of a name is taken as it is.
 */
export const h = (tag, props, ...children) => ({ tag, props: props ?? {}, children: present(children) });

const present = (children) => children.flat(9).filter((child) => child || child === 0);

/** Makes an element's children those described; what stays keeps its focus and its scrolling. */
export function render(root, ...children) {
  const focused = document.activeElement;
  fill(root, present(children));
  if (focused?.isConnected && focused !== document.activeElement) focused.focus({ preventScroll: true });
}

function fill(parent, wanted) {
  const keyed = new Map([...parent.childNodes].filter((node) => node.key).map((node) => [node.key, node]));
  const kept = new Set(wanted.map((item) => item.props?.key));
  for (const [key, node] of keyed) if (!kept.has(key)) node.remove();
  let next = parent.firstChild;
  for (const item of wanted) {
    const { tag = "", props } = item;
    let node = tag.nodeType ? tag : props?.key ? keyed.get(props.key) : next;
    if (!tag.nodeType && (node?.tag !== tag || node.key !== props?.key)) node = create(tag, props?.key);
    if (node === next) next = next.nextSibling;
    else parent.insertBefore(node, next);
    if (!tag) {
      if (node.data !== String(item)) node.data = item;
    }
    else if (!tag.nodeType) update(node, item);
  }
  while (next) [next] = [next.nextSibling, next.remove()];
}

function create(tag, key) {
  const made = SVG.has(tag) ? document.createElementNS("http://www.w3.org/2000/svg", tag) : tag && document.createElement(tag);
  return Object.assign(made || document.createTextNode(""), { tag, key, props: {} });
}

function update(node, { props, children }) {
  for (const name in node.props) if (!(name in props)) set(node, name);
  for (const name in props) if (props[name] !== node.props[name]) set(node, name, props[name]);
  node.props = props;
  fill(node, children);
  if ("value" in props && node.value !== String(props.value)) node.value = props.value;
}

function set(node, name, value) {
  if (name === "key" || (name === "value" && node.tag !== "option")) return;
  if (name.startsWith("on")) node[name] = value ?? null;
  else if (name === "modal") queueMicrotask(() => node.showModal());
  else if (name === "share") node.style.transform = `scaleX(${Math.max(0, Math.min(1, value || 0)).toFixed(3)})`;
  else if (value === undefined || value === false) node.removeAttribute(name);
  else node.setAttribute(name, value === true ? "" : value);
}

export const button = (text, onclick, more) => h("button", { class: "button", type: "button", onclick, ...more }, text);

/** A row of toggles. */
export const pills = (label, values, isOn, text, pick) => h("div", { class: "pills", role: "group", "aria-label": label },
  values.map((value) => button(text(value), () => pick(value), { "aria-pressed": String(Boolean(isOn(value))) })));

/** A list to choose from. */
export const choice = (label, values, value, text, pick) =>
  h("select", { class: "button", "aria-label": label, value, onchange: (event) => pick(event.target.value) },
    values.map((each) => h("option", { value: each }, text(each))));

/** A field that tells every change of its text. */
export const field = (label, value, input) => h("input", {
  class: "button field", type: "search", placeholder: label, "aria-label": label, value, oninput: (event) => input(event.target.value),
});

/** A link within the page: a real one, that costs no new page. */
export const link = (text, href, go, more) => h("a", { ...more, href, onclick: (event) => {
  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  go();
} }, text);

/** A small line over a soft area, of numbers between a lowest and a highest. Decorative: the numbers stand beside it. */
export function sparkline(values, low = Math.min(...values), high = Math.max(...values)) {
  // At least 4 % of the value from top to bottom: noise around a flat line should look flat.
  const slack = Math.max(0, Math.abs(high) * 0.04 - (high - low), 1e-9) / 2;
  const y = (value) => (38 - (36 * (value - low + slack)) / (high - low + 2 * slack)).toFixed(1);
  const line = values.length > 1 ? `M${values.map((v, i) => `${((200 * i) / (values.length - 1)).toFixed(1)} ${y(v)}`).join("L")}` : "";
  return h("svg", { class: "spark", viewBox: "0 0 200 40", preserveAspectRatio: "none", "aria-hidden": "true" },
    h("path", { class: "area", d: line && `${line}V40H0Z` }), h("path", { class: "line", d: line }));
}
