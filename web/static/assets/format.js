// Numbers and times as people read them, in the page's language.
import { t } from "./i18n.js";
import { language } from "./prefs.js";

const UNKNOWN = "–";
const formats = new Map();

function format(value, options) {
	if (!Number.isFinite(value)) return UNKNOWN;
	const key = language() + JSON.stringify(options);
	if (!formats.has(key)) formats.set(key, new Intl.NumberFormat(language(), options));
	return formats.get(key).format(value);
}

/** Formats a number with so many decimals. */
export const number = (value, decimals = 0) =>
	format(value, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });

/** Formats a number in little room. */
export const short = (value) => format(value, { notation: "compact", maximumSignificantDigits: 4 });

const withUnit = (unit) => (value, decimals) =>
	Number.isFinite(value) ? number(value, decimals) + unit : UNKNOWN;

/** Formats a percentage, from 0 to 100. */
export const percent = withUnit("%");

/** Formats a temperature in °C. */
export const degrees = withUnit(" °C");

/** Formats a small number by its power of ten, such as 1.56e-4. */
export const scientific = (value) => {
	if (!Number.isFinite(value)) return UNKNOWN;
	return value === 0 ? "0" : value.toExponential(2);
};

/** Formats MiB as GiB. */
export const gib = (mib) => withUnit(" GiB")(mib / 1024, 1);

/** Formats a loss; one that has exploded has few decimals. */
export const loss = (value) => number(value, Math.abs(value) < 100 ? 4 : 1);

// Formats in the largest unit that a value reaches; units are [size, name, decimals], largest first.
const inUnits = (...units) => (value) => {
	if (!Number.isFinite(value)) return UNKNOWN;
	const [size, name, decimals] = units.find(([least]) => value >= least) ?? units.at(-1);
	return `${number(value / size, decimals)} ${name}`;
};

/** Formats a power in W. */
export const power = inUnits([1e6, "MW", 2], [1e3, "kW", 1], [1, "W", 0]);

/** Formats a rate in KB/s. */
export const rate = inUnits([1e6, "GB/s", 1], [1e3, "MB/s", 1], [1, "KB/s", 0]);

/** Formats seconds in their two largest units: "4m 05s", "3h 12m", "2d 4h". */
export function duration(seconds) {
	const whole = Math.max(0, Math.round(seconds));
	const d = Math.floor(whole / 86400);
	const h = Math.floor((whole / 3600) % 24);
	const m = Math.floor((whole / 60) % 60);
	const s = whole % 60;
	if (d) return t("days", { d, h });
	if (h) return t("hours", { h, m });
	return m ? t("minutes", { m, s: String(s).padStart(2, "0") }) : t("seconds", { s });
}

/** Returns the day of a time from the wire, in the page's language. */
export function day(time) {
	const noon = new Date(`${time.slice(0, 10)}T12:00Z`);
	return noon.toLocaleDateString(language(), { day: "numeric", month: "short", timeZone: "UTC" });
}

/** Returns the time of day of a time from the wire, digit by digit. */
export const clock = (time) => String(time).slice(11, 19);

/** Returns the offset of a time from the wire: "UTC", or "+08:00". */
export const zone = (time) => time.slice(-6).replace("+00:00", "UTC");

/** Returns the seconds since 1970 of a time from the wire. */
export const secondsOf = (time) => Date.parse(time) / 1000;

/** Returns the age of a value of a store in words if it is old, otherwise "". */
export function ageOf({ now, freshSince }, time) {
	const at = secondsOf(time);
	return at < freshSince ? t("ago", { time: duration(now - at) }) : "";
}

/** Returns the day and time of seconds since 1970 in digits, in the zone of a time from the wire. */
export function inZone(seconds, zoneOf) {
	const shift = Date.parse(`${zoneOf.slice(0, 19)}Z`) / 1000 - Math.floor(secondsOf(zoneOf));
	return new Date((seconds + shift) * 1000).toISOString();
}

/** Returns the time of day of seconds since 1970, in the zone of a time from the wire. */
export const clockAt = (seconds, zoneOf) => clock(inZone(seconds, zoneOf));

// Characters that act unseen: controls but tab and line feed, line separators, and those that turn the direction of
// writing. They would let a name change the text around it.
const UNSEEN = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Returns a text with escapes, such as \u202e, in place of characters that act unseen. */
export const visible = (text) =>
	text.replace(UNSEEN, (unseen) => `\\u${unseen.charCodeAt(0).toString(16).padStart(4, "0")}`);
