// What a visitor chose and should find again.

/** Stores a choice; where storage is forbidden, it lasts as long as the page. */
export function remember(name, value) {
  try {
    localStorage.setItem(`trainmock.${name}`, value);
  } catch {
    // Nothing is lost but the memory of it.
  }
}

const systemDark = matchMedia("(prefers-color-scheme: dark)");

/** Whether the page is dark now, by choice or by the system. */
export function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : systemDark.matches;
}

/** Remembers the other theme and makes it the page's. */
export function switchTheme() {
  const theme = isDark() ? "light" : "dark";
  document.documentElement.dataset.theme = theme;
  remember("theme", theme);
}

/** Calls back when the system changes its theme. */
export const onSystemTheme = (callback) => systemDark.addEventListener("change", callback);
