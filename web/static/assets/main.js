// Wires the page: one stream into one store, one draw per tick for all of it.
import { connect } from "../client.js";
import { h, render } from "./dom.js";
import { feed } from "./feed.js";
import { header, notice } from "./header.js";
import { t } from "./i18n.js";
import { Link } from "./link.js";
import { nodes } from "./nodes.js";
import { onPreference } from "./prefs.js";
import { ask, BASE, loadPast } from "./rest.js";
import { go, state, watch } from "./state.js";
import { apply, createStore, freeze, settle } from "./store.js";
import { summary } from "./summary.js";
import { tasks } from "./tasks.js";
import { timeline } from "./time.js";

// A tick arrives as many messages; when none has come for so long, or they come for longer than that, they are drawn as one.
const GATHER_MS = 40;
const LONGEST_MS = 400;
const STATUS_MS = 500;

const root = document.getElementById("page");
const live = createStore();
// What is looked at: the present, unless a picture of the past or one that was paused is in its place.
const page = {
  live, link: new Link(), past: null, frozen: null, held: null, trouble: "", marked: "", paths: new Set(), control: null, detail: null, sheet: null,
  plan, retry: () => connection.retryNow(), pause, openSheet,
};
let drawPlanned = false;
let drawn = false;

function draw() {
  drawPlanned = false;
  const store = (state.at && page.past) || page.frozen || live;
  settle(live);
  settle(store);
  const open = state.task || state.node;
  render(root,
    h("a", { class: "skip", href: "#main" }, t("skip")),
    header(page),
    h("main", { id: "main", tabindex: "-1", class: page.link.status !== "live" && live.time && "stale" },
      notice(store, page),
      timeline(store, page),
      !open && summary(store),
      h("div", { class: "columns" },
        h("div", { class: "stack" }, open ? (page.detail?.view?.(store) ?? "") : [tasks(store, page), nodes(store, page)]),
        feed(store, page))),
    h("footer", {}, h("p", {}, t("footer"), " ", h("a", { href: "docs" }, t("docs")), " ", h("a", { href: "openapi.json" }, "openapi.json"))),
    page.sheet?.view() ?? "");
  if (live.cluster && !drawn) performance.mark("first-numbers");
  drawn ||= Boolean(live.cluster);
}

function plan() {
  if (!drawPlanned) requestAnimationFrame(draw);
  drawPlanned = true;
}

let heard = 0;
let gathering = 0; // since when
function gather() {
  heard = performance.now();
  if (gathering) return;
  gathering = heard;
  const look = () => {
    const now = performance.now();
    if (now - heard < GATHER_MS && now - gathering < LONGEST_MS) return setTimeout(look, GATHER_MS);
    gathering = 0;
    plan();
  };
  setTimeout(look, GATHER_MS);
}

function pause() {
  page.frozen = page.frozen ? null : freeze(live);
  plan();
}

// After every change of the address: the past that it names, and the detail.
let loaded = "";
let loading = new AbortController();
function follow() {
  plan();
  openDetail();
  if (state.at === loaded) return;
  loaded = state.at;
  loading.abort();
  loading = new AbortController();
  const { signal } = loading;
  page.trouble = "";
  if (!state.at) page.past = null;
  else loadPast(state.at, live, signal, (store) => !signal.aborted && show(store)).catch((error) => !signal.aborted && complain(error));
}

function show(past) {
  // An instant relative to now is the same instant from now on.
  if (/^[+-]/.test(state.at)) go({ at: (loaded = past.time) });
  Object.assign(past, { totals: createStore().totals, measured: "" });
  page.past = past;
  gather();
}

function complain({ message }) {
  page.trouble = message;
  plan();
}

let opened = "";
async function openDetail() {
  const wanted = [state.task, state.node, state.span, state.at].join();
  if (wanted === opened) return;
  opened = wanted;
  page.detail?.close();
  page.detail = null;
  if (!state.task && !state.node) return;
  const { Detail } = await import("./detail.js");
  if (wanted !== opened) return;
  page.detail = new Detail(page);
  plan();
}

async function openSheet(event) {
  page.sheet ??= await import("./sheet.js");
  page.sheet.open(event, page);
}

// The server may offer control of its world; what it offers, it documents.
async function discover() {
  page.paths = new Set(Object.keys((await ask("openapi.json")).paths));
  if ([...page.paths].some((path) => path.startsWith("/mock/"))) page.control = await import("./control.js");
  plan();
}

function onEvent(event) {
  const first = !live.cluster;
  page.link.take(event);
  apply(live, event);
  page.detail?.take(event);
  if (first) plan();
  else gather();
}

function onState(reported) {
  page.link.report(reported);
  plan();
}

const connection = connect({ url: BASE, onEvent, onState });
watch(follow);
follow();
setInterval(() => {
  page.link.measure();
  // While ticks arrive, each of them draws.
  if (page.link.status !== "live" || page.link.rate < 1) plan();
}, STATUS_MS);
onPreference(() => {
  page.detail?.redraw();
  plan();
});
// When the first numbers are there, and nothing else is to do.
(window.requestIdleCallback ?? setTimeout)(() => discover().catch(complain), { timeout: 2000 });
