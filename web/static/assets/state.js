// What is on screen, kept in the address: a link shows another person the same.
const DEFAULTS = {
  task: "", node: "", at: "", span: "10m", colour: "use", as: "map", find: "", sort: "id", all: "", kinds: "changes,logs", level: "INFO", text: "",
};

/** What may be chosen; a link that names anything else shows the default. */
export const CHOICES = {
  span: ["10m", "1h", "6h", "1d"], colour: ["use", "heat", "memory", "state"], as: ["map", "table"], level: ["INFO", "WARNING", "ERROR"],
};
export const SECONDS = { "10m": 600, "1h": 3600, "6h": 21600, "1d": 86400 };

export const state = {};
let changed = () => {};

function read() {
  const query = new URLSearchParams(location.search);
  for (const [key, value] of Object.entries(DEFAULTS)) {
    const given = query.get(key) ?? value;
    state[key] = !CHOICES[key] || CHOICES[key].includes(given) ? given : value;
  }
}

/** The address of this page after a change. */
export function linkTo(change) {
  const kept = Object.entries({ ...state, ...change }).filter(([key, value]) => value !== DEFAULTS[key]);
  return `${location.pathname}${kept.length ? "?" : ""}${new URLSearchParams(kept)}`;
}

/** Makes a change; a step is one that the browser's "back" takes back. */
export function go(change, step = false) {
  history[step ? "pushState" : "replaceState"](null, "", linkTo(change));
  Object.assign(state, change);
  changed();
}

/** Calls back after every change, also those by "back" and "forward". */
export function watch(callback) {
  changed = callback;
  addEventListener("popstate", () => {
    read();
    changed();
  });
}

read();
