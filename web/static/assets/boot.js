// Runs before the first paint, so that the other theme or language never flashes.
(() => {
	const root = document.documentElement;
	const recall = (name) => {
		try {
			return localStorage.getItem(`trainmock.${name}`);
		} catch {
			return null; // Where storage is forbidden, the system's choice is good enough.
		}
	};
	const theme = recall("theme");
	if (theme === "light" || theme === "dark") root.dataset.theme = theme;
	root.lang = recall("language") || (navigator.language.startsWith("zh") ? "zh-CN" : "en");
})();
