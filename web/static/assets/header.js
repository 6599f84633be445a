// The top line, and the one line that explains an unusual state: connection lost, server gone, every node down.
import { button, h } from "./dom.js";
import { clock, number, zone } from "./format.js";
import { t } from "./i18n.js";
import { language, switchLanguage, switchTheme } from "./prefs.js";

const TRANSPORTS = { ws: "WebSocket", sse: "SSE" };
// A reconnect that takes less than this is not worth a word.
const PATIENCE_MS = 700;

/** Name, connection, scenario and seed, and what can be opened. */
export function header({ link, live, openSheet }) {
  const status = link.status === "closed" ? "refused" : link.gone ? "gone" : link.status;
  const other = language() === "en" ? ["zh-CN", "中文"] : ["en", "English"];
  return h("header", { class: "top" },
    h("h1", { class: "brand" }, h("img", { src: "assets/icon.svg", width: 22, height: 22, alt: "" }), "trainmock"),
    h("p", { class: "link", "data-state": status }, h("span", { class: "dot" }), h("strong", { role: "status" }, t(status)),
      h("span", { class: "muted" }, link.status === "live" ? measured(link) : link.attempt && t("attempt", { n: link.attempt }))),
    h("dl", { class: "facts" }, ["scenario", "seed"].map((key) => h("div", {}, h("dt", {}, t(key)), h("dd", {}, String(live.hello?.[key] ?? "–"))))),
    h("nav", { class: "tools", "aria-label": "trainmock" },
      button(t("code"), () => openSheet(), { class: "button primary", id: "code", "aria-haspopup": "dialog" }),
      h("a", { class: "button", href: "docs" }, t("docs")),
      button(other[1], switchLanguage, { class: "button quiet", id: "language", lang: other[0] }),
      button("◐", switchTheme, { class: "button quiet", id: "theme", "aria-label": t("theme"), title: t("theme") })));
}

function measured({ transport, rate, lag, reconnects }) {
  const late = Number.isFinite(lag) && t("lag", { n: number(lag) });
  return [TRANSPORTS[transport], t("perSecond", { n: number(rate) }), late, t("reconnects", { n: reconnects })].filter(Boolean).join(" · ");
}

/** The line of explanation; it is always there, so that what appears in it is read aloud. */
export function notice(store, page) {
  const { link } = page;
  const off = link.status !== "live" && Date.now() - link.offSince > PATIENCE_MS && (link.attempt > 0 || link.reason);
  const [kind, title, text] = (off ? lost(link, page.live) : page.trouble ? ["bad", t("trouble"), page.trouble] : outage(store)) ?? [];
  const waits = off && link.status !== "closed";
  return h("div", { role: "alert", class: kind ? "notice" : undefined, "data-kind": kind, id: "notice" },
    kind && h("p", {}, h("strong", {}, title), " ", text, " ", waits && h("span", { "aria-live": "off" }, nextTry(link))),
    waits && button(t("tryNow"), page.retry));
}

function lost(link, { time }) {
  if (link.status === "closed") return ["bad", t("refusedTitle"), link.reason];
  const asOf = time && t("lostText", { time: `${clock(time)} ${zone(time)}` });
  return link.gone ? ["bad", t("goneTitle"), `${asOf} ${t("goneText")}`] : ["warn", t("lostTitle"), asOf];
}

const outage = ({ cluster }) =>
  cluster?.total_nodes > 0 && cluster.failed_nodes === cluster.total_nodes
    ? ["bad", t("outageTitle", { n: cluster.total_nodes }), t("outageText")] : undefined;

function nextTry({ retryAt }) {
  const seconds = Math.ceil((retryAt - Date.now()) / 1000);
  return seconds > 0 ? t("nextTry", { s: seconds }) : t("trying");
}
