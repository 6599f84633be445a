// The few ways in which this page makes and changes elements. Data only ever becomes text, never markup.

/** Makes an element: `h("p", { class: "note", title: "…" }, "text", child)`. Functions become listeners. */
export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same for SVG. */
export function s(tag, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** Sets the text of a leaf, and leaves the document alone when nothing changed. */
export function setText(element, text) {
  const node = element.firstChild ?? element.appendChild(document.createTextNode(""));
  if (node.data !== text) node.data = text;
}

/** Sets an attribute, or removes it for `undefined`, only when that changes something. */
export function setAttribute(element, name, value) {
  if (value === undefined) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}

/** Shows or hides. */
export function setShown(element, shown) {
  if (element.hidden === shown) element.hidden = !shown;
}

/** Fills a bar to a share of 0–1 by a transform, which costs no layout. */
export function setShare(element, share, axis = "X") {
  const scale = `scale${axis}(${Math.max(0, Math.min(1, share || 0)).toFixed(3)})`;
  if (element.style.transform !== scale) element.style.transform = scale;
}

/**
 * Keeps one part per item below `root`, in the items' order. A part is `{root, update(item)}`; it stays in place
 * while its item exists, so that focus and scrolling survive every draw.
 */
export function keyed(root, create) {
  const parts = new Map();
  return (items, keyOf) => {
    const keys = new Set(items.map(keyOf));
    for (const [key, part] of parts) {
      if (keys.has(key)) continue;
      part.root.remove();
      parts.delete(key);
    }
    let next = root.firstElementChild;
    for (const item of items) {
      const key = keyOf(item);
      if (!parts.has(key)) parts.set(key, create(item));
      const part = parts.get(key);
      if (part.root === next) next = next.nextElementSibling;
      else root.insertBefore(part.root, next);
      part.update(item);
    }
  };
}
