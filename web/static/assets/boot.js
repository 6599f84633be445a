// Runs before the first paint, so that a remembered theme or language never flashes the other one.
(() => {
  const root = document.documentElement;
  let theme;
  let language;
  try {
    theme = localStorage.getItem("trainmock.theme");
    language = localStorage.getItem("trainmock.language");
  } catch {
    // Storage can be forbidden; the system's choice is then good enough.
  }
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  root.lang = language || (navigator.language.startsWith("zh") ? "zh-CN" : "en");
})();
