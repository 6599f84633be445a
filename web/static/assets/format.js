// Numbers and times as people read them, in the page's language.
import { t } from "./i18n.js";
import { language } from "./prefs.js";

const formats = new Map();

function format(value, options) {
  if (!Number.isFinite(value)) return "–";
  const key = language() + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.NumberFormat(language(), options));
  return formats.get(key).format(value);
}

/** With a fixed count of decimals and grouped thousands. */
export const number = (value, digits = 0) => format(value, { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** In little room, such as on an axis. */
export const short = (value) => format(value, { notation: "compact", maximumSignificantDigits: 4 });

/** Percent from a value of 0–100. */
export const percent = (value, digits = 0) => (Number.isFinite(value) ? `${number(value, digits)}%` : "–");
export const degrees = (value) => (Number.isFinite(value) ? `${number(value)} °C` : "–");

/** Four decimals where a loss is small, few where it has exploded. */
export const loss = (value) => number(value, Math.abs(value) < 100 ? 4 : 1);

// In the largest unit that a value reaches: [size, unit, decimals], largest first.
const scaled = (...units) => (value) => {
  const [size, unit, digits] = units.find(([least]) => value >= least) ?? units.at(-1);
  return Number.isFinite(value) ? `${number(value / size, digits)} ${unit}` : "–";
};
export const power = scaled([1e6, "MW", 2], [1e3, "kW", 1], [1, "W", 0]);
/** KB/s as the wire has them. */
export const rate = scaled([1e6, "GB/s", 1], [1e3, "MB/s", 1], [1, "KB/s", 0]);

/** Seconds as the two largest units: "4m 05s", "3h 12m", "2d 4h". */
export function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const [d, h, m, s] = [whole / 86400, (whole / 3600) % 24, (whole / 60) % 60, whole % 60].map(Math.floor);
  if (d) return t("days", { d, h });
  if (h) return t("hours", { h, m });
  return m ? t("minutes", { m, s: String(s).padStart(2, "0") }) : t("seconds", { s });
}

/** The time of day as the wire has it: a developer should find the same digits in the JSON. */
export const clock = (time) => time.slice(11, 19);

/** The wire's offset: "UTC", or "+08:00". */
export const zone = (time) => time.slice(-6).replace("+00:00", "UTC");

/** Seconds since 1970 of a time from the wire. */
export const secondsOf = (time) => Date.parse(time) / 1000;

/** The time of day of such seconds, on the clock that `like`, a time from the wire, shows. */
export function clockAt(seconds, like) {
  const shift = Date.parse(`${like.slice(0, 19)}Z`) / 1000 - Math.floor(secondsOf(like));
  return clock(new Date((seconds + shift) * 1000).toISOString());
}
