// Wires the page: one stream feeds one store, and all views are drawn from it once per tick.
import { connect } from "../client.js";
import { ConnectionMeter } from "./connection.js";
import { docLinks, h, render } from "./dom.js";
import { TYPE, withPayload } from "./events.js";
import { feed } from "./feed.js";
import { onDraw, planDraw, planDrawOfTick } from "./frame.js";
import { header, notice } from "./header.js";
import { t } from "./i18n.js";
import { nodes } from "./nodes.js";
import { onPreference } from "./prefs.js";
import { BASE, loadPast, persist } from "./rest.js";
import { go, state, watch } from "./state.js";
import { apply, createStore, freeze, grow, settle } from "./store.js";
import { summary } from "./summary.js";
import { tasks } from "./tasks.js";
import { timeline } from "./time.js";

const MEASURE_MS = 500;
const CONTROL_WITHIN_MS = 2000;

const root = document.getElementById("page");
const meter = new ConnectionMeter();
const live = createStore();
let past = null; // the store of the past that the address names
let paused = null; // the store of a paused view
let trouble = ""; // what went wrong last
let markedTask = ""; // whose nodes stand out on the map
let hasDrawnNumbers = false;

// Loaded when first needed.
let offered = null; // the control, also while the server forbids it
let detail = null;
let sheet = null;

function draw() {
	const store = (state.at && past) || paused || live;
	const control = live.hello?.control === "none" ? null : offered;
	grow(live, meter.behindSeconds());
	settle(live);
	settle(store);
	const isStale = meter.status !== "live" && live.time;
	render(root,
		h("a.skip", { href: "#main" }, t("skip")),
		header({ meter, hello: live.hello, openSheet }),
		h("main", { id: "main", tabindex: "-1", class: isStale && "stale" }, content(store, control)),
		h("footer", h("p", t("footer"), " ", docLinks())),
		sheet?.view() ?? "");
	if (live.cluster && !hasDrawnNumbers) performance.mark("first-numbers");
	hasDrawnNumbers ||= Boolean(live.cluster);
}

function content(store, control) {
	const isDetail = state.task || state.node;
	return [
		notice({ meter, trouble, store, liveTime: live.time, retry: () => connection.retryNow() }),
		timeline({ store, live, isPaused: Boolean(paused), togglePause, controls: control?.world(live) }),
		control?.faults.line(),
		!isDetail && summary(store),
		h("div.columns",
			h("div.stack", isDetail ? detailView(store, control) : overview(store, control)),
			feed({ store, live, marks: detail?.marks, openSheet })),
	];
}

function overview(store, control) {
	const isLive = store === live;
	return [
		tasks({ store, isLive, markedTask, toggleMark, startButton: control?.startButton() }),
		nodes({ store, isLive, markedTask }),
	];
}

const detailView = (store, control) => detail?.view({ store, isPaused: Boolean(paused), control }) ?? "";

function togglePause() {
	paused = paused ? null : freeze(live);
	planDraw();
}

function toggleMark(taskID) {
	markedTask = markedTask === taskID ? "" : taskID;
	planDraw();
}

function setTrouble(message) {
	trouble = message;
	planDraw();
}

const complain = (error) => setTrouble(error.message);

function followAddress() {
	planDraw();
	openDetail();
	openPast();
}

let openedInstant = "";
let pastRequests = new AbortController();
function openPast() {
	if (state.at === openedInstant) return;
	openedInstant = state.at;
	pastRequests.abort();
	pastRequests = new AbortController();
	trouble = "";
	if (!state.at) {
		past = null;
		return;
	}
	const { signal } = pastRequests;
	const show = (store) => !signal.aborted && showPast(store);
	loadPast(state.at, live, signal, show, setTrouble).catch((error) => !signal.aborted && complain(error));
}

function showPast(store) {
	// From now on, "-3m" is the same instant.
	if (/^[+-]/.test(state.at)) {
		openedInstant = store.time;
		go({ at: store.time });
	}
	Object.assign(store, { totals: createStore().totals, measured: "" });
	past = store;
	planDrawOfTick();
}

let openedDetail = "";
async function openDetail() {
	const wanted = [state.task, state.node, state.span, state.at].join();
	if (wanted === openedDetail) return;
	openedDetail = wanted;
	detail?.close();
	detail = null;
	if (!state.task && !state.node) return;
	const { Detail } = await persist(() => import("./detail.js"), setTrouble);
	if (wanted !== openedDetail) return;
	detail = new Detail(live);
	planDraw();
}

async function openSheet(event) {
	sheet ??= await persist(() => import("./sheet.js"), setTrouble);
	sheet.open(event);
}

let isControlWanted = false;
async function openControl() {
	if (isControlWanted || live.hello.control === "none") return;
	isControlWanted = true;
	const { Control } = await persist(() => import("./control.js"), setTrouble);
	offered = new Control(setTrouble);
	planDraw();
}

function onEvent(received) {
	const event = withPayload(received);
	const isFirst = !live.cluster;
	meter.count(event);
	apply(live, event);
	detail?.take(event);
	// Control can wait until the first numbers are there.
	if (event.type === TYPE.HELLO) whenIdle(openControl, { timeout: CONTROL_WITHIN_MS });
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

onDraw(draw);
const whenIdle = window.requestIdleCallback ?? setTimeout;
const connection = connect({ url: BASE, onEvent, onState, onProblem });
watch(followAddress);
followAddress();
setInterval(() => {
	meter.measure();
	// While ticks arrive, each of them draws.
	if (meter.quietSeconds() || meter.status !== "live" || meter.rate < 1) planDraw();
}, MEASURE_MS);
onPreference(() => {
	detail?.redraw();
	planDraw();
});
