// The one-file verifier: what cannot be reached is taken from the documents in it, as far as they can tell. Loaded there.

import type { Fetch } from "./fetch.js";
import { isString, type Json } from "../openbadges/jsons.js";
import { moment } from "../openbadges/moments.js";
import type { Parsed } from "./parse.js";
import { Text, type Check, type Report } from "./report.js";

// When a badge, or one inside it, was issued and signed.
const DATES = ["created", "validFrom", "issuanceDate"];

/** What was taken from the documents: anything at all, and lists, the oldest of which began to hold then. */
interface Taken {
  isUsed: boolean;
  listedOn: number;
}

type Documents = Readonly<Record<string, unknown>>;
type Ask = (fetch: Fetch) => Promise<Report>;

/**
 * The report that `ask` gives with these documents behind `fetch`. A list knows nothing of what was signed after it: of
 * such a badge the report is that without lists.
 */
export async function withPacked(documents: Documents, fetch: Fetch, ask: Ask, parsed: Parsed): Promise<Report> {
  const run = async (hasLists: boolean): Promise<[Report, Taken]> => {
    const taken = { isUsed: false, listedOn: Infinity };
    return [await ask(reading(documents, fetch, hasLists, taken)), taken];
  };
  const [report, taken] = await run(true);
  const isNewer = held(report) && isSignedAfter(taken.listedOn, parsed, report);
  return told(...(isNewer ? await run(false) : [report, taken] as const));
}

/** Whether anything in the badge, or in what is said of it, was issued or signed later than that. */
function isSignedAfter(when: number, { credential }: Parsed, report: Report): boolean {
  return [...datesIn(credential), ...issued(report)].some((date) => (moment(date) ?? 0) > when);
}

/** When anything in a credential was issued or signed, as it is written. */
function* datesIn(value: Json | undefined): Generator<string> {
  for (const [name, one] of typeof value === "object" && value ? Object.entries(value) : []) {
    if (isString(one) && DATES.includes(name)) {
      yield one;
    }
    yield* datesIn(one);
  }
}

/** The same of what the report is on, also where it came in a token. */
function issued({ badge, credentials }: Report): string[] {
  return [badge?.issued ?? "", ...credentials.flatMap(issued)];
}

/** What can be read is read; lists are offered only where they are wanted. */
function reading(documents: Documents, fetch: Fetch, hasLists: boolean, taken: Taken): Fetch {
  return async (address) => {
    const found = Object.hasOwn(documents, address) ? (documents[address] as { validFrom?: unknown }) : null;
    const begins = moment(found?.validFrom);
    if (!found || (begins !== null && !hasLists)) {
      return fetch(address);
    }
    const unpack = (): Uint8Array => {
      taken.isUsed = true;
      taken.listedOn = Math.min(taken.listedOn, begins ?? Infinity);
      return new TextEncoder().encode(JSON.stringify(found));
    };
    return navigator.onLine ? fetch(address).catch(unpack) : unpack();
  };
}

/** Whether a list was asked, and says that nothing was revoked. */
function held({ checks, credentials }: Report): boolean {
  return checks.some((check) => check.code === "status-ok") || credentials.some(held);
}

/** The same report with what was taken from this file; that nothing was revoked is said for the day of its list only. */
function told(report: Report, { isUsed, listedOn }: Taken): Report {
  const packed = isUsed ? [new Text("note", "packed")] : [];
  if (listedOn === Infinity) {
    return { ...report, notes: [...report.notes, ...packed] };
  }
  const asOf = new Text("note", "packed-list", { date: new Date(listedOn) });
  return { ...dated(report, asOf), notes: [...report.notes, ...(held(report) ? [asOf] : []), ...packed] };
}

/** The same report, whose statuses are those of the lists in this file. */
function dated(report: Report, sentence: Text): Report {
  const asHere = (check: Check): Check =>
    check.code === "status-ok" ? { ...check, sentence } : check.code === "status-list-stale" ? { ...check, hint: new Text("note", "packed-old") } : check;
  return { ...report, checks: report.checks.map(asHere), credentials: report.credentials.map((one) => dated(one, sentence)) };
}
