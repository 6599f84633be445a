// Runs before the first paint: takes the theme that was chosen on the live page, else the system's.
(() => {
	const isDark = matchMedia("(prefers-color-scheme: dark)");
	const chosen = () => {
		try {
			return localStorage.getItem("trainmock.theme");
		} catch {
			return null; // Where storage is forbidden, the system's choice is good enough.
		}
	};
	const apply = () => {
		const theme = chosen();
		const isKnown = theme === "light" || theme === "dark";
		document.documentElement.dataset.theme = isKnown ? theme : isDark.matches ? "dark" : "light";
	};
	isDark.addEventListener("change", apply);
	apply();
})();
