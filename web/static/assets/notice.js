// The one line that explains an unusual state: connection lost, server gone, every node down.
import { h, setAttribute, setShown, setText } from "./dom.js";
import { clock, zone } from "./format.js";
import { t } from "./i18n.js";

// A reconnect that takes less than this is not worth a word.
const PATIENCE_MS = 700;

export function noticeView(root, { link, retry }) {
  const title = h("strong");
  const text = h("span");
  const wait = h("span", { class: "notice-wait", "aria-live": "off" });
  const button = h("button", { class: "button", click: retry }, t("tryNow"));
  root.replaceChildren(h("p", {}, title, " ", text, " ", wait), button);

  return {
    draw(store) {
      const off = link.status !== "live" && Date.now() - link.offSince > PATIENCE_MS && (link.attempt > 0 || link.reason);
      const notice = off ? lost(link, store) : outage(store);
      setShown(root, Boolean(notice));
      if (!notice) return;
      setAttribute(root, "data-kind", notice.kind);
      setText(title, notice.title);
      setText(text, notice.text);
      setText(wait, off ? nextTry(link) : "");
      setShown(button, Boolean(off) && link.status !== "closed");
    },
  };
}

function lost(link, store) {
  if (link.status === "closed") return { kind: "bad", title: t("refusedTitle"), text: link.reason ?? "" };
  const asOf = store.time ? t("lostText", { time: `${clock(store.time)} ${zone(store.time)}` }) : "";
  if (link.gone) return { kind: "bad", title: t("goneTitle"), text: `${asOf} ${t("goneText")}`.trim() };
  return { kind: "warn", title: t("lostTitle"), text: asOf };
}

function outage({ cluster }) {
  if (!cluster?.total_nodes || cluster.failed_nodes < cluster.total_nodes) return undefined;
  return { kind: "bad", title: t("outageTitle", { n: cluster.total_nodes }), text: t("outageText") };
}

function nextTry({ status, retryAt }) {
  if (status === "closed") return "";
  const seconds = Math.ceil((retryAt - Date.now()) / 1000);
  return seconds > 0 ? t("nextTry", { s: seconds }) : t("trying");
}
