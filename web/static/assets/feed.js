// What happened, newest first: state changes, log lines, gaps and the clock.
import { h } from "./dom.js";
import { clock } from "./format.js";
import { t } from "./i18n.js";

const SHOWN = 100;

export function feedView(root) {
  const quiet = h("p", { class: "muted quiet" }, t("quiet"));
  const list = h("ol", { class: "feed-list" });
  root.replaceChildren(quiet, list);
  let drawn = 0;

  return {
    draw({ feed, feedCount }) {
      if (drawn === feedCount) return;
      const fresh = feed.filter((entry) => entry.n > drawn).slice(-SHOWN);
      drawn = feedCount;
      quiet.remove();
      list.prepend(...fresh.reverse().map(line));
      while (list.childElementCount > SHOWN) list.lastChild.remove();
    },
  };
}

function line({ time, level, text, key, values, about }) {
  const body = h("p", {}, text ?? t(key, values));
  const meta = h("p", { class: "feed-meta" }, h("time", { datetime: time }, clock(time)), h("span", { class: "level" }, level));
  if (about) (key ? body : meta).append(h("span", { class: "muted" }, key ? ` ${about}` : about));
  return h("li", { "data-level": level }, meta, body);
}
