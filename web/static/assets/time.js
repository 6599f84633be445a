// The line of time: the world's clock, a pause of the view, and a slider over the past.
import { button, choice, h } from "./dom.js";
import { clock, clockAt, duration, secondsOf, zone } from "./format.js";
import { t } from "./i18n.js";
import { CHOICES, go, SECONDS, state } from "./state.js";

const STEPS = 300;
const SETTLE_MS = 150; // of the slider, before the past is asked for
let settling = 0;
let dragged; // where the slider is while it moves

export function timeline(store, page) {
  const { live, frozen, control } = page;
  const now = live.time;
  const speed = live.speed === 0 ? t("paused") : `×${live.speed}`;
  const mode = state.at ? "inPast" : frozen ? "viewPaused" : "";
  return h("section", { class: "time", "data-mode": mode, "aria-label": t("time") },
    h("p", { class: "now" }, h("strong", { class: "clock" }, store.time ? clock(store.time) : "–"),
      h("span", { class: "muted" }, now && `${zone(now)} · ${mode ? t(mode) : speed}`)),
    !state.at && button(t(frozen ? "resumeView" : "pauseView"), page.pause, { id: "pause", "aria-pressed": String(Boolean(frozen)) }),
    slider(now, store, page),
    button(t("toLive"), () => go({ at: "" }), { id: "live", disabled: !state.at }),
    control?.world(page));
}

function slider(now, store, { plan }) {
  const back = state.at && now ? secondsOf(now) - secondsOf(store.time) : 0;
  const value = dragged ?? Math.round((-back / SECONDS[state.span]) * STEPS);
  const chosen = dragged === undefined ? back : (-dragged / STEPS) * SECONDS[state.span];
  const text = chosen ? `${t("ago", { time: duration(chosen) })}` : t("present");
  const oninput = ({ target }) => {
    dragged = Number(target.value);
    plan();
    clearTimeout(settling);
    settling = setTimeout(() => {
      const ago = (-dragged / STEPS) * SECONDS[state.span];
      dragged = undefined;
      go({ at: ago ? new Date((secondsOf(now) - ago) * 1000).toISOString() : "" });
    }, SETTLE_MS);
  };
  return h("div", { class: "scrub" },
    choice(t("span"), CHOICES.span, state.span, (span) => t(`span.${span}`), (span) => go({ span })),
    h("input", {
      id: "past", type: "range", "aria-label": t("past"), min: -STEPS, max: 0, value: Math.max(-STEPS, value), oninput, disabled: !now,
      "aria-valuetext": chosen ? `${text}, ${clockAt(secondsOf(now) - chosen, now)}` : text,
    }),
    h("span", { class: "muted ago" }, text));
}
