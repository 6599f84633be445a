// The top line, the notice that explains an unusual state, and what the tab tells.
import { button, h, render } from "./dom.js";
import { clock, duration, number, zone } from "./format.js";
import { t } from "./i18n.js";
import { language, switchLanguage, switchTheme } from "./prefs.js";

const TRANSPORTS = { ws: "WebSocket", sse: "SSE" };
const NOTICE_AFTER_MS = 700; // a faster reconnect is not worth a word
// A colour and a line, on 32 by 32.
const PICTURES = {
	live: ["#2f5fe0", "M6 9c3 0 4 12 9 13.5S23 22 26 22"],
	paused: ["#6a5200", "M11 10v12M21 10v12"],
	lost: ["#c4262b", "M10 10l12 12M22 10L10 22"],
};
let shown = "live"; // in the tab

/** Describes the top line over the store of the present. */
export function header({ meter, live, openSheet }) {
	const facts = ["scenario", "seed"].map((key) =>
		h("div", h("dt", t(key)), h("dd", String(live.hello?.[key] ?? "–"))));
	return h("header.top",
		h("h1.brand", brand(tabState(meter, live)), "trainmock"),
		connectionLine(meter),
		h("dl.facts", facts),
		tools(openSheet));
}

// Describes the picture of a state.
function brand(state) {
	const [fill, d] = PICTURES[state];
	return h("svg", { viewBox: "0 0 32 32", width: 22, height: 22, "aria-hidden": "true" },
		h("rect", { width: 32, height: 32, rx: 8, fill }),
		h("path", { d, fill: "none", stroke: "#fff", "stroke-width": 3, "stroke-linecap": "round" }));
}

function connectionLine(meter) {
	const state = stateOf(meter);
	const silence = state === "silent" && t("silentFor", { time: duration(meter.quietSeconds()) });
	const { status, attempt } = meter;
	const measured = status === "live" ? measurements(meter) : attempt && t("attempt", { n: attempt });
	return h("p.link", { "data-state": state },
		h("span.dot"),
		h("strong", { role: "status" }, t(state)),
		h("span.muted", [silence || measured, ...problems(meter)].filter(Boolean).join(" · ")));
}

function stateOf({ status, gone, silentSince }) {
	if (status === "closed") return "refused";
	if (status === "live" && silentSince) return "silent";
	return gone ? "gone" : status;
}

const problems = (meter) => Object.entries(meter.problems).map(([kind, n]) => t(`problem.${kind}`, { n: number(n) }));

function measurements({ transport, rate, lag, reconnects }) {
	return [
		TRANSPORTS[transport],
		t("perSecond", { n: number(rate) }),
		Number.isFinite(lag) && t("lag", { n: number(lag) }),
		t("reconnects", { n: reconnects }),
	].filter(Boolean).join(" · ");
}

function tools(openSheet) {
	const [lang, languageName] = language() === "en" ? ["zh-CN", "中文"] : ["en", "English"];
	const theme = t("theme");
	return h("nav.tools", { "aria-label": "trainmock" },
		button(t("code"), () => openSheet(), { class: "button primary", id: "code", "aria-haspopup": "dialog" }),
		h("a.button", { href: "docs" }, t("docs")),
		button(languageName, switchLanguage, { class: "button quiet", id: "language", lang }),
		button("◐", switchTheme, { class: "button quiet", id: "theme", "aria-label": theme, title: theme }));
}

const isWrong = ({ status, attempt }) => status !== "live" && attempt > 0;

/** Returns the state that the tab tells of: "live", "paused" or "lost". */
export const tabState = (meter, { speed }) => (isWrong(meter) ? "lost" : speed ? "live" : "paused");

/** Returns the title of the tab: what is wrong, if anything is, whether the world stands, and what is open. */
export function titleOf(meter, { cluster, speed }, subject) {
	const lost = cluster?.failed_nodes > 0 && t("lostNodes", { n: cluster.failed_nodes });
	const news = isWrong(meter) ? [`⚠ ${t(stateOf(meter))}`] : [!speed && `⏸ ${t("paused")}`, lost];
	return [...news, subject, "trainmock"].filter(Boolean).join(" · ");
}

/** Shows the pictureof a state in the tab. It is made here, because a server that is gone gives none. */
export function showInTab(state) {
	if (state === shown) return;
	shown = state;
	const frame = document.createElement("div");
	render(frame, brand(state));
	const picture = encodeURIComponent(new XMLSerializer().serializeToString(frame.firstChild));
	document.querySelector("link[rel=icon]").href = `data:image/svg+xml,${picture}`;
}

/** Describes the notice; an empty one stays, so that screen readers read what appears. */
export function notice({ meter, trouble, store, liveTime, retry }) {
	const isLost = isConnectionLost(meter);
	const found = isLost ? lossOf(meter, liveTime) : trouble ? bad(t("trouble"), trouble) : outageOf(store);
	const isRetrying = isLost && meter.status !== "closed";
	return h("div", { role: "alert", class: found && "notice", "data-kind": found?.kind, id: "notice" },
		found && h("p", h("strong", found.title), " ", found.text, " ",
			isRetrying && h("span", { "aria-live": "off" }, nextTry(meter))),
		isRetrying && button(t("tryNow"), retry));
}

/** Reports whether the connection has been lost for longer than a reconnect takes. */
export const isConnectionLost = ({ status, offSince, attempt, reason }) =>
	status !== "live" && Date.now() - offSince > NOTICE_AFTER_MS && (attempt || reason);

function lossOf({ status, reason, gone }, liveTime) {
	if (status === "closed") return bad(t("refusedTitle"), reason);
	const asOf = liveTime && t("lostText", { time: `${clock(liveTime)} ${zone(liveTime)}` });
	if (gone) return bad(t("goneTitle"), `${asOf} ${t("goneText")}`);
	return { kind: "warn", title: t("lostTitle"), text: asOf };
}

const bad = (title, text) => ({ kind: "bad", title, text });

function outageOf({ cluster }) {
	if (!cluster?.total_nodes || cluster.failed_nodes !== cluster.total_nodes) return undefined;
	return bad(t("outageTitle", { n: cluster.total_nodes }), t("outageText"));
}

function nextTry({ retryAt }) {
	const seconds = Math.ceil((retryAt - Date.now()) / 1000);
	return seconds > 0 ? t("nextTry", { s: seconds }) : t("trying");
}
