// Dates as the standards write them: RFC 3339 with a time and a zone.

const MOMENT = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9})\d*)?(?:Z|([+-])(\d\d):(\d\d))$/;
const MINUTE = 60_000;
const FIRST = -62_135_596_800_000;
const LAST = 253_402_300_800_000;

/** Milliseconds since 1970 with microseconds behind the point; null for anything but an `xsd:dateTimeStamp`. */
export function moment(text: unknown): number | null {
  const found = typeof text === "string" ? MOMENT.exec(text) : null;
  if (!found) {
    return null;
  }
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number) as [
    number, number, number, number, number, number,
  ];
  const zone = [Number(found[9] ?? 0), Number(found[10] ?? 0)] as const;
  if (zone[0] > 14 || zone[1] > 59 || hour > 23 || minute > 59 || second > 59 || year < 1) {
    return null;
  }
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) {
    return null;
  }
  const micro = Number((found[7] ?? "0").padEnd(6, "0").slice(0, 6));
  const offset = (zone[0] * 60 + zone[1]) * MINUTE * (found[8] === "-" ? -1 : 1);
  const when = date.getTime() + (hour * 60 + minute) * MINUTE + second * 1000 + micro / 1000 - offset;
  return when >= FIRST && when < LAST ? when : null;
}

/** `2026-09-14T08:30:00Z`: whole seconds in UTC. */
export function stamp(when: number): string {
  return `${new Date(Math.floor(when)).toISOString().slice(0, 19)}Z`;
}
