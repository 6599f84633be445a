// What a visitor chose and should find again: the language and the theme.

const root = document.documentElement;
const dark = matchMedia("(prefers-color-scheme: dark)");
const probe = document.createElement("span");
let inks = new Map();
let changed = () => {};

/** "en" or "zh-CN". */
export const language = () => root.lang;

/** The colour that a style expression has in the theme of the moment, for canvases. */
export function ink(expression) {
  if (!probe.isConnected) document.head.append(probe);
  if (!inks.has(expression)) {
    probe.style.color = expression;
    inks.set(expression, getComputedStyle(probe).color);
  }
  return inks.get(expression);
}

export function switchTheme() {
  root.dataset.theme = (root.dataset.theme ?? (dark.matches ? "dark" : "light")) === "dark" ? "light" : "dark";
  remember("theme", root.dataset.theme);
}

export function switchLanguage() {
  root.lang = language() === "en" ? "zh-CN" : "en";
  remember("language", language());
}

function remember(name, value) {
  try {
    localStorage.setItem(`trainmock.${name}`, value);
  } catch {
    // Where storage is forbidden, a choice lasts as long as the page.
  }
  refresh();
}

function refresh() {
  inks = new Map();
  changed();
}

/** Calls back when language or theme have changed, by choice or with the system. */
export function onPreference(callback) {
  changed = callback;
  dark.addEventListener("change", refresh);
}
