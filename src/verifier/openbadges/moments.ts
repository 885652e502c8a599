// Dates and times: what XML Schema 1.1 (`xsd:dateTimeStamp`) and RFC 3339 both allow. openbadges/moments.py has the
// rules. A test compares both halves on random dates.

import { LAST_SECOND } from "./limits.js";

const MOMENT =
  /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d{1,3})\d*)?(?:Z|([+-])(0\d|1[0-3]|14(?=:00)):([0-5]\d))$/;
const MINUTE = 60_000;
/** The first moment of the year 1 and the last one of 9999. */
export const FIRST = -62_135_596_800_000;
export const LAST = 1000 * LAST_SECOND + 999;

/**
 * The moment in whole milliseconds since 1970; null for anything the rules do not allow. Further digits are cut off.
 */
export function moment(text: unknown): number | null {
  const found = typeof text === "string" ? MOMENT.exec(text) : null;
  if (!found) {
    return null;
  }
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number) as [
    number, number, number, number, number, number,
  ];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (year < 1 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) {
    return null;
  }
  const offset = (Number(found[9] ?? 0) * 60 + Number(found[10] ?? 0)) * (found[8] === "-" ? -1 : 1);
  const milli = Number((found[7] ?? "0").padEnd(3, "0"));
  const when = date.getTime() + (hour * 60 + minute - offset) * MINUTE + second * 1000 + milli;
  return when >= FIRST && when <= LAST ? when : null;
}

/** The moment as `2026-09-14T08:30:00Z`: UTC, whole seconds. */
export function stamp(when: number): string {
  return `${new Date(when).toISOString().slice(0, 19)}Z`;
}

/** The moment as a value for a sentence; "" if there is none. */
export function dateOf(when: number | null): Date | "" {
  return when === null ? "" : new Date(when);
}
