// Wires the page: one stream into one store, one draw per tick for all views.
import { connect } from "../client.js";
import { feedView } from "./feed.js";
import { headerView } from "./header.js";
import { language, switchLanguage, t, translatePage } from "./i18n.js";
import { nodesView } from "./nodes.js";
import { noticeView } from "./notice.js";
import { isDark, onSystemTheme, switchTheme } from "./prefs.js";
import { snippets } from "./snippets.js";
import { apply, createStore, settle } from "./store.js";
import { summaryView } from "./summary.js";
import { tasksView } from "./tasks.js";

// A tick arrives as many messages; this long a pause lets all of them be drawn as one.
const GATHER_MS = 40;
const STATUS_MS = 500;
const GONE_AFTER_MS = 6000;

const element = (id) => document.getElementById(id);
const store = createStore();
const link = { status: "connecting", transport: "ws", attempt: 0, retryAt: 0, offSince: Date.now(), rate: 0 };
const ui = { allTasks: false, markedTask: "", keptNode: "" };
let views = [];
let status = [];
let drawPlanned = false;

function mount() {
  translatePage();
  const stream = { link, retry: () => connection.retryNow() };
  status = [headerView(element("link"), element("facts"), stream), noticeView(element("notice"), stream)];
  views = [
    ...status,
    summaryView(element("summary")),
    tasksView(element("tasks"), ui, plan),
    nodesView(element("nodes"), ui, plan),
    feedView(element("feed")),
  ];
  snippets(element("connect"), element("open-connect"));
  const other = language() === "en" ? "中文" : "English";
  element("language").textContent = other;
  element("language").lang = language() === "en" ? "zh-CN" : "en";
  labelTheme();
  draw();
}

function draw() {
  drawPlanned = false;
  document.body.classList.toggle("stale", link.status !== "live" && store.time !== "");
  settle(store);
  for (const view of views) view.draw(store);
}

function plan(delay = 0) {
  if (drawPlanned) return;
  drawPlanned = true;
  setTimeout(() => requestAnimationFrame(draw), delay);
}

function onEvent(event) {
  const first = !store.cluster;
  apply(store, event);
  plan(first ? 0 : GATHER_MS);
}

function onState(state) {
  const off = state.status !== "live" && link.status === "live";
  Object.assign(link, state, { retryAt: Date.now() + state.retryInMs, reason: state.reason });
  if (state.status === "live") link.gone = false;
  if (off) link.offSince = Date.now();
  plan();
}

function labelTheme() {
  element("theme").setAttribute("aria-label", t(isDark() ? "themeToLight" : "themeToDark"));
  element("theme").title = t(isDark() ? "themeToLight" : "themeToDark");
}

function onTheme() {
  labelTheme();
  plan();
}

let counted = 0;
function everyHalfSecond() {
  link.gone = link.status !== "live" && link.attempt > 1 && Date.now() - link.offSince > GONE_AFTER_MS;
  const fresh = (store.received - counted) / (STATUS_MS / 1000);
  counted = store.received;
  link.rate += (fresh - link.rate) * (link.rate === 0 ? 1 : 0.2);
  for (const view of status) view.draw(store);
}

const connection = connect({ url: new URL("..", import.meta.url).href, onEvent, onState });
mount();
setInterval(everyHalfSecond, STATUS_MS);
onSystemTheme(onTheme);
element("language").addEventListener("click", () => {
  switchLanguage();
  mount();
});
element("theme").addEventListener("click", () => {
  switchTheme();
  onTheme();
});
