/** Numbers, times and durations in words. Times are shown in the bank's zone. */

import { texts } from "./texts.js";

const whole = new Intl.NumberFormat("en-AU", { maximumFractionDigits: 0 });
const small = new Intl.NumberFormat("en-AU", { maximumSignificantDigits: 3 });
const hours = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
const days = { day: "numeric", month: "short" };
let zone = "UTC";
let formats = {};

/** Show times in this IANA zone from now on; one the browser does not know leaves UTC. */
export function setZone(name) {
  try {
    Intl.DateTimeFormat("en-AU", { timeZone: name });
    zone = name;
  } catch {
    zone = "UTC";
  }
  formats = {};
}

export const zoneName = () => zone;

/** A whole number with separators; null is a dash. */
export function count(value) {
  return value === null || value === undefined ? texts.none : whole.format(value);
}

/** A count that may be suppressed: null is less than `least`. */
export function atLeast(value, least) {
  return value === null ? texts.trends.fewerThan(least) : whole.format(value);
}

/** A number to three digits. */
export function rough(value) {
  if (value === null || value === undefined) return texts.none;
  return Math.abs(value) >= 1000 ? whole.format(value) : small.format(value);
}

/** A share of 1 in per cent; what is not all or nothing never reads so. */
export function percent(share) {
  const of100 = share * 100;
  if (of100 > 0 && of100 < 0.1) return "<0.1 %";
  if (of100 < 100 && of100 > 99.9) return ">99.9 %";
  return `${small.format(Number(of100.toFixed(of100 < 10 || of100 > 90 ? 1 : 0)))} %`;
}

/** A duration in its two largest units. */
export function duration(seconds) {
  if (seconds === null || seconds === undefined) return texts.none;
  if (seconds < 1) return texts.units.underSecond;
  const parts = [];
  let rest = Math.round(seconds);
  for (const [unit, length] of [
    ["d", 86400],
    ["h", 3600],
    ["min", 60],
    ["s", 1],
  ]) {
    if (rest >= length) parts.push(`${Math.floor(rest / length)} ${unit}`);
    rest %= length;
  }
  return parts.slice(0, 2).join(" ");
}

/** A moment to the second, with its day unless it is today. */
export function moment(text) {
  const at = new Date(text);
  if (text === null || Number.isNaN(at.getTime())) return texts.none;
  const clock = part("clock", hours).format(at);
  return sameDay(at, new Date()) ? clock : `${dayOf(at)}, ${clock}`;
}

/** A moment in full, with the zone. */
export function fully(text) {
  const at = new Date(text);
  if (text === null || Number.isNaN(at.getTime())) return texts.none;
  return part("full", { ...days, year: "numeric", ...hours, timeZoneName: "short" }).format(at);
}

export function day(text) {
  const at = new Date(text);
  return text === null || Number.isNaN(at.getTime()) ? texts.none : dayOf(at);
}

/** A day of the calendar (`2026-01-31`), in any zone the same. */
export function dayName(text) {
  return new Intl.DateTimeFormat("en-AU", { ...days, timeZone: "UTC" }).format(new Date(text));
}

/** How long ago, from `now`. */
export function ago(text, now) {
  const seconds = (new Date(now) - new Date(text)) / 1000;
  return seconds < 1 ? texts.units.now : texts.units.ago(duration(seconds));
}

/** Digests are told apart by their beginning. */
export const short = (digest) => (digest ?? "").slice(0, 10);

/** The moment in UTC at which a day (`2026-01-31`) of the bank's zone begins, `later` days on. */
export function startOf(text, later = 0) {
  const guess = new Date(`${text}T00:00:00Z`);
  guess.setUTCDate(guess.getUTCDate() + later);
  const first = new Date(guess - offset(guess));
  return new Date(guess - offset(first)).toISOString();
}

/** The day of the bank's zone that a moment is in, `later` days on, as a date field has it. */
export function dayIn(text, later = 0) {
  const at = new Date(text ?? NaN);
  if (Number.isNaN(at.getTime())) return "";
  at.setTime(at.getTime() + offset(at) + later * 86_400_000);
  return at.toISOString().slice(0, 10);
}

/** How far the bank's zone is ahead of UTC at a moment, in milliseconds. */
function offset(at) {
  const options = { year: "numeric", month: "numeric", day: "numeric", ...hours };
  const parts = part("offset", options).formatToParts(at);
  const [year, month, date, hour, minute, second] = [
    "year",
    "month",
    "day",
    "hour",
    "minute",
    "second",
  ].map((type) => Number(parts.find((each) => each.type === type).value));
  return Date.UTC(year, month - 1, date, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

function dayOf(at) {
  const year = part("year", { year: "numeric" });
  const isThisYear = year.format(at) === year.format(new Date());
  return part(`day${isThisYear}`, isThisYear ? days : { ...days, year: "numeric" }).format(at);
}

function sameDay(one, other) {
  const whole = part("whole", { ...days, year: "numeric" });
  return whole.format(one) === whole.format(other);
}

function part(name, options) {
  formats[name] ??= new Intl.DateTimeFormat("en-AU", { ...options, timeZone: zone });
  return formats[name];
}
