// Dates as the standards write them: what XML Schema 1.1 (`xsd:dateTimeStamp`) and RFC 3339 both allow. The rule stands
// in moments.py; both halves are held to each other on dates made at random.

import { LAST_SECOND } from "./limits.js";

const MOMENT =
  /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d{1,3})\d*)?(?:Z|([+-])(0\d|1[0-3]|14(?=:00)):([0-5]\d))$/;
const MINUTE = 60_000;
/** The first moment of the year 1 and the last one of 9999. */
export const FIRST = -62_135_596_800_000;
export const LAST = 1000 * LAST_SECOND + 999;

/**
 * Whole milliseconds since 1970 (further digits are cut off), which a number holds exactly in all these years; null for
 * what the rule does not allow.
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

/** `2026-09-14T08:30:00Z`: whole seconds in UTC. */
export function stamp(when: number): string {
  return `${new Date(when).toISOString().slice(0, 19)}Z`;
}

/** The moment as a value of a sentence; an empty text for none. */
export function dateOf(when: number | null): Date | "" {
  return when === null ? "" : new Date(when);
}
