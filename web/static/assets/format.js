// Numbers and times as people read them, in the page's language.
import { language, t } from "./i18n.js";

const cache = new Map();

/** A number with a fixed count of decimals and grouped thousands. */
export function number(value, digits = 0) {
  if (!Number.isFinite(value)) return "–";
  const key = `${language()}${digits}`;
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  if (!cache.has(key)) cache.set(key, new Intl.NumberFormat(language(), options));
  return cache.get(key).format(value);
}

/** Percent from a value of 0–100. */
export const percent = (value, digits = 0) => (Number.isFinite(value) ? `${number(value, digits)}%` : "–");

/** Loss keeps four significant decimals where it is small, and stays short where it has exploded. */
export const loss = (value) => number(value, Math.abs(value) < 100 ? 4 : 1);

/** Watts in the unit that keeps the number short. */
export function power(watts) {
  if (watts >= 1e6) return `${number(watts / 1e6, 2)} MW`;
  return watts >= 1e3 ? `${number(watts / 1e3, 1)} kW` : `${number(watts)} W`;
}

/** KB/s as the wire has them, or MB/s and GB/s. */
export function rate(kilobytes) {
  if (kilobytes >= 1e6) return `${number(kilobytes / 1e6, 1)} GB/s`;
  if (kilobytes >= 1e3) return `${number(kilobytes / 1e3, 1)} MB/s`;
  return `${number(kilobytes, kilobytes < 10 ? 1 : 0)} KB/s`;
}

/** Seconds as the two largest units: "4m 05s", "3h 12m", "2d 4h". */
export function duration(seconds) {
  if (!Number.isFinite(seconds)) return "–";
  const whole = Math.max(0, Math.round(seconds));
  const [d, hr, min, sec] = [whole / 86400, (whole / 3600) % 24, (whole / 60) % 60, whole % 60].map(Math.floor);
  if (d) return t("days", { d, h: hr });
  if (hr) return t("hours", { h: hr, m: String(min).padStart(2, "0") });
  if (min) return t("minutes", { m: min, s: String(sec).padStart(2, "0") });
  return t("seconds", { s: sec });
}

/** The time of day as the wire has it: a developer should find the same digits in the JSON. */
export const clock = (time) => time.slice(11, 19);

/** The wire's offset: "UTC", or "+08:00". */
export function zone(time) {
  const offset = /([+-]\d\d:\d\d)$/.exec(time)?.[1];
  return !offset || offset === "+00:00" ? "UTC" : offset;
}
