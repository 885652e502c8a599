// Dates of Open Badges 2.0: ISO 8601 with a time and a time zone, as the 1EdTech validator core accepts them.
// isodates.py has the rules. A test compares both halves on random dates.

import type { Json } from "../openbadges/jsons.js";
import { FIRST, LAST, moment } from "../openbadges/moments.js";
import { ISO_DATE_CHARACTERS, LAST_SECOND } from "../openbadges/limits.js";

const ISO =
  /^(\d{4})(-\d\d(?:-\d\d)?|-?\d{3}|-W\d\d(?:-\d)?|\d{4}|W\d\d\d?)?T(\d\d(?::\d\d(?::\d\d)?|\d\d(?:\d\d)?)?)(?:[.,](\d{1,9})\d*)?(Z|[+-]\d\d(?::?\d\d)?)$/;
/**
 * Milliseconds in an hour, a minute and a second. The digits before a fraction tell which of them it is a fraction of.
 */
const UNITS: Readonly<Record<number, number>> = { 2: 3_600_000, 4: 60_000, 6: 1_000 };
const DAY = 86_400_000;

/** The date in UTC, in the form that `moments` reads. Returns anything else unchanged. */
export function dated(value: Json): Json {
  if (typeof value !== "string" || value.length > ISO_DATE_CHARACTERS || moment(value) !== null) {
    return value;
  }
  const found = ISO.exec(value);
  return (found && written(found as unknown as Parts)) ?? value;
}

/** The moment of a date, which in versions before 2.0 may also be a day alone or the seconds since 1970. */
export function older(value: Json): number | null {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= LAST_SECOND) {
    return value * 1000;
  }
  return typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value) ? moment(`${value}T00:00:00Z`) : moment(dated(value));
}

type Parts = [all: string, year: string, day: string | undefined, time: string, fraction: string | undefined, zone: string];

/** The date in the form that `moments` reads; null if there is no such day or time. */
function written([, year, rest = "", time, fraction = "0", zone]: Parts): string | null {
  const day = dayOf(Number(year), rest.replaceAll("-", ""));
  const digits = time.replaceAll(":", "");
  const [hour, minute, second] = [0, 2, 4].map((at) => Number(digits.slice(at, at + 2))) as [number, number, number];
  const off = zone.replace(":", "").replace("Z", "");
  const [hours, minutes] = [Number(off.slice(1, 3)), Number(off.slice(3))];
  if (day === null || day < FIRST || day > LAST || hour > 23 || minute > 59 || second > 59 || hours > 23 || minutes > 59) {
    return null;
  }
  const milli = Math.floor((Number(fraction.padEnd(9, "0")) * (UNITS[digits.length] as number)) / 1e9);
  const ahead = (hours * 60 + minutes) * (off.startsWith("-") ? -1 : 1);
  const when = day + (hour * 60 + minute - ahead) * 60_000 + second * 1000 + milli;
  const text = when < FIRST || when > LAST ? null : new Date(when).toISOString();
  return text && text.replace(".000Z", "Z");
}

/**
 * The day, from the year and the digits after it without hyphens: nothing, month, month and day, day of the year, or
 * week.
 */
function dayOf(year: number, rest: string): number | null {
  if (year === 0) {
    return null;
  }
  const first = start(year);
  if (rest.startsWith("W")) {
    const [week, weekday] = [Number(rest.slice(1, 3)), Number(rest.slice(3) || 1)];
    // Week 1 is the week with 4 January. A week belongs to the year of its Thursday.
    const fourth = first + 3 * DAY;
    const monday = fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * DAY + (week - 1) * 7 * DAY;
    const isOne = week > 0 && weekday > 0 && weekday < 8 && new Date(monday + 3 * DAY).getUTCFullYear() === year;
    return isOne ? monday + (weekday - 1) * DAY : null;
  }
  if (rest.length === 3) {
    const found = first + (Number(rest) - 1) * DAY;
    return new Date(found).getUTCFullYear() === year ? found : null;
  }
  const [month, day] = [rest.slice(0, 2) || "01", rest.slice(2) || "01"];
  return moment(`${String(year).padStart(4, "0")}-${month}-${day}T00:00:00Z`);
}

function start(year: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, 0, 1);
  return date.getTime();
}
