// Wires the page: one stream feeds one store, and all views are drawn from it once per tick.
import { connect } from "./client.js";
import { ConnectionMeter } from "./connection.js";
import { docLinks, h, render } from "./dom.js";
import { TYPE, withPayload } from "./events.js";
import { feed } from "./feed.js";
import { onDraw, planDraw, planDrawOfTick } from "./frame.js";
import { header, isConnectionLost, notice, showInTab, tabState, titleOf } from "./header.js";
import { loadLanguage, t } from "./i18n.js";
import { intro } from "./intro.js";
import { listenForKeys } from "./keys.js";
import { nameOf } from "./names.js";
import { nodes } from "./nodes.js";
import { onPreference } from "./prefs.js";
import { BASE, loadPast, persist, requestOverview } from "./rest.js";
import { go, state, watch } from "./state.js";
import { addPast, apply, createStore, freeze, grow, settle } from "./store.js";
import { summary } from "./summary.js";
import { tasks } from "./tasks.js";
import { moveBy, timeline } from "./time.js";

const MEASURE_MS = 500;
const IDLE_WITHIN_MS = 2000;
const PREPARE_MS = 3000;
const THINNED_AFTER_MS = 25_000; // of a hidden tab
const THINNED_TICKS = 10; // between two periodic events of a hidden tab

const root = document.getElementById("page");
const meter = new ConnectionMeter();
const live = createStore();
const unknown = createStore(); // shown until the past is there
let past = null; // the store of the past that the address names
let frozen = null; // the store of a view that is held
let trouble = ""; // what went wrong last
let markedTask = ""; // whose nodes stand out on the map
let pointedTask = ""; // whose nodes do so while the pointer is on it
let hasDrawnNumbers = false;
let focusTitle = false; // with the next drawing

// Loaded when first needed.
let offered = null; // the control, also while the server forbids it
let detail = null;
let sheet = null;

const shown = () => (state.at ? past ?? unknown : frozen ?? live);

function draw() {
	const store = shown();
	const control = live.hello?.control === "none" ? null : offered;
	control?.setOffline(isConnectionLost(meter));
	grow(live, meter.behindSeconds());
	settle(live);
	const isStale = meter.status !== "live" && live.time;
	render(root,
		h("a.skip", { href: "#main" }, t("skip")),
		header({ meter, live, openSheet }),
		h("main", { id: "main", tabindex: "-1", class: isStale && "stale" }, content(store, control)),
		isReady() && h("footer", h("p", t("footer"), " ", docLinks())),
		control?.toast() ?? "",
		sheet?.view() ?? "");
	nameTab();
	if (focusTitle && document.getElementById("detail-title")) focusOn("#detail-title");
	if (live.cluster && !hasDrawnNumbers) performance.mark("first-numbers");
	hasDrawnNumbers ||= Boolean(live.cluster);
}

function nameTab() {
	document.title = titleOf(meter, live, state.task ? nameOf(state.task) : state.node || live.hello?.scenario);
	showInTab(tabState(meter, live));
}

function focusOn(selector) {
	focusTitle = false;
	document.querySelector(selector)?.focus();
}

// What is below the first numbers comes with them, so that it need not move.
const isReady = () => live.cluster || past;

function content(store, control) {
	const isDetail = state.task || state.node;
	return [
		intro(),
		notice({ meter, trouble, store, liveTime: live.time, retry: () => connection.retryNow() }),
		timeline({ store, live, frozen, toggleFreeze, openSheet, trouble }),
		// Until control is there, its place is.
		live.hello?.control !== "none" && (control?.world(live) ?? h("fieldset.world", { id: "world" })),
		control?.faults.line(),
		!isDetail && summary(store),
		isReady() && h("div.columns",
			h("div.stack", isDetail ? detailView(store, control) : overview(store, control)),
			feed({ store, marks: detail?.marks, openSheet })),
	];
}

// Neither the past nor a view that is held takes commands.
const actionsOf = (store, control) => (store === live ? control?.actions() : undefined);

function overview(store, control) {
	const actions = actionsOf(store, control);
	return [
		tasks({ store, markedTask, toggleMark, pointAt, startButton: actions && control.startButton(), actions }),
		nodes({ store, isLive: store === live, markedTask: markedTask || pointedTask, actions }),
	];
}

const detailView = (store, control) =>
	detail?.view({ store, isHeld: Boolean(frozen), actions: actionsOf(store, control) }) ?? "";

function toggleFreeze() {
	frozen = frozen ? null : freeze(live);
	planDraw();
}

function toggleMark(taskID) {
	markedTask = markedTask === taskID ? "" : taskID;
	planDraw();
}

function pointAt(taskID) {
	pointedTask = taskID;
	planDraw();
}

function setTrouble(message) {
	trouble = message;
	planDraw();
}

function followAddress() {
	planDraw();
	openDetail();
	openPast();
}

let openedInstant = "";
let pastRequests = new AbortController();
function openPast() {
	const wanted = state.at && [state.at, state.span, live.worlds].join();
	if (wanted === openedInstant) return;
	openedInstant = wanted;
	pastRequests.abort();
	pastRequests = new AbortController();
	trouble = "";
	if (!state.at) {
		past = null;
		return;
	}
	const { signal } = pastRequests;
	persist(() => loadPast(state.at, live, { signal }), setTrouble, signal).then(
		(store) => signal.aborted || showPast(store),
		(error) => signal.aborted || failPast(error));
}

function failPast(error) {
	past = null;
	setTrouble(error.message);
}

function showPast(store) {
	past = store;
	// From now on, "-3m" is the same instant.
	if (!/^\d{4}-.*T/.test(state.at)) {
		openedInstant = [store.time, state.span, live.worlds].join();
		go({ at: store.time });
	}
	planDraw();
}

// Asks for what was before a snapshot; the stream goes on from there.
let beforeRequest = new AbortController();
function openBefore(time) {
	beforeRequest.abort();
	beforeRequest = new AbortController();
	const { signal } = beforeRequest;
	persist(() => requestOverview(time, {}, { signal }), undefined, signal).then((overview) => {
		if (signal.aborted) return;
		addPast(live, overview);
		planDraw();
	}, () => {});
}

let openedDetail = "";
async function openDetail() {
	const wanted = [state.task, state.node, state.span, state.at, live.worlds].join();
	if (wanted === openedDetail) return;
	const subject = [state.task, state.node].join();
	if (openedDetail && !openedDetail.startsWith(`${subject},`)) focusTitle = true;
	openedDetail = wanted;
	detail?.close();
	detail = null;
	if (!state.task && !state.node) {
		if (focusTitle) requestAnimationFrame(() => focusOn("#tasks-title"));
		return;
	}
	const { Detail } = await persist(() => import("./detail.js"), setTrouble);
	if (wanted !== openedDetail) return;
	detail = new Detail(live, openSheet);
	planDraw();
}

async function openSheet(what) {
	sheet ??= await persist(() => import("./sheet.js"), setTrouble);
	sheet.open(what);
}

let isControlWanted = false;
async function openControl() {
	if (isControlWanted || live.hello.control === "none") return;
	isControlWanted = true;
	const { Control } = await persist(() => import("./control.js"), setTrouble);
	const countOwn = () => 1 + Number(Boolean(detail?.hasOwnStream()));
	offered = new Control({ setTrouble, isTokenWanted: live.hello.control === "token", countOwn });
	planDraw();
}

// Loads what can be opened while the server is there, once the page stands.
function prepare() {
	openControl();
	setTimeout(() => {
		for (const name of ["detail", "sheet"]) import(`./${name}.js`).catch(() => {});
	}, PREPARE_MS);
}

function onEvent(received) {
	const event = withPayload(received);
	const [isFirst, worlds] = [!live.cluster, live.worlds];
	meter.count(event);
	apply(live, event);
	detail?.take(event);
	// What can be opened can wait until the first numbers are there.
	if (event.type === TYPE.HELLO) whenIdle(prepare, { timeout: IDLE_WITHIN_MS });
	if (event.type === TYPE.SNAPSHOT && event.id) openBefore(event.time);
	if (live.worlds !== worlds) {
		frozen = null;
		followAddress();
	}
	if (isFirst) planDraw();
	else planDrawOfTick();
}

function onState(reported) {
	meter.report(reported);
	if (reported.status !== "live") offered?.faults.look();
	planDraw();
}

function onProblem(problem) {
	meter.note(problem);
	offered?.faults.look();
	planDrawOfTick();
}

// Connects in place of the connection before; a thin one leaves most periodic events out.
let connection;
let isThin = false;
let opened = 0; // connections so far
function open(thin) {
	isThin = thin;
	opened += 1;
	const number = opened;
	const ifNewest = (callback) => (what) => number === opened && callback(what);
	connection?.close();
	meter.restart();
	const interval = thin ? `${THINNED_TICKS * live.hello.tick_ms}ms` : undefined;
	const callbacks = { onEvent: ifNewest(onEvent), onState: ifNewest(onState), onProblem: ifNewest(onProblem) };
	connection = connect({ url: BASE, interval, ...callbacks });
}

let thinTimer = 0;
document.addEventListener("visibilitychange", () => {
	clearTimeout(thinTimer);
	if (document.hidden) thinTimer = setTimeout(() => live.hello && open(true), THINNED_AFTER_MS);
	else if (isThin) open(false);
});

await loadLanguage().catch(() => {});
onDraw(draw);
const whenIdle = window.requestIdleCallback ?? setTimeout;
open(false);
watch(followAddress);
followAddress();
listenForKeys({
	"/": () => focusOn("#feed input[type=search]"),
	" ": () => state.at || toggleFreeze(),
	l: () => go({ at: "" }),
	arrowleft: () => moveBy(-1, live, shown()),
	arrowright: () => moveBy(1, live, shown()),
	"?": () => openSheet("help"),
});
setInterval(() => {
	meter.measure();
	nameTab(); // A hidden tab is not drawn.
	// While ticks arrive, each of them draws.
	if (meter.quietSeconds() || meter.status !== "live" || meter.rate < 1) planDraw();
}, MEASURE_MS);
onPreference(() => {
	persist(loadLanguage).then(() => {
		detail?.redraw();
		planDraw();
	});
});
