// The top line: how the page is connected, and which world it shows.
import { h, setAttribute, setText } from "./dom.js";
import { clock, number, zone } from "./format.js";
import { t } from "./i18n.js";

const FACTS = ["scenario", "seed", "worldTime", "speed"];
const TRANSPORTS = { ws: "WebSocket", sse: "SSE" };

export function headerView(root, facts, { link }) {
  const word = h("strong");
  const more = h("span", { class: "link-more", "aria-hidden": "true" });
  root.replaceChildren(h("span", { class: "dot", "aria-hidden": "true" }), word, more);
  const values = FACTS.map(() => h("dd"));
  facts.replaceChildren(...values.map((value, i) => h("div", { class: `fact ${FACTS[i]}` }, h("dt", {}, t(FACTS[i])), value)));

  return {
    draw(store) {
      const state = link.status === "closed" ? "refused" : link.gone ? "gone" : link.status;
      setAttribute(root, "data-state", state);
      setText(word, t(state));
      setText(more, link.status === "live" ? `${TRANSPORTS[link.transport]} · ${perSecond(link.rate)}` : attempts(link.attempt));
      const { scenario = "–", seed = "–" } = store.hello ?? {};
      const time = store.time ? `${clock(store.time)} ${zone(store.time)}` : "–";
      const speed = store.speed === 0 ? t("paused") : `×${store.speed}`;
      [scenario, String(seed), time, speed].forEach((text, i) => setText(values[i], text));
    },
  };
}

const attempts = (attempt) => (attempt ? t("attempt", { n: attempt }) : "");
const perSecond = (rate) => t("perSecond", { n: number(rate) });
