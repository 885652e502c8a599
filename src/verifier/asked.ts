// What a page asks of the verifier: now, here, with the issuers known here. Brings the verifier with it.

import { addressIn } from "./address.js";
import { FetchError, httpFetch, Moved, recently, type Fetch } from "./fetch.js";
import { inFull } from "./languages.js";
import type { Site } from "./page.js";
import { parse, type Parsed } from "./parse.js";
import { verify, type Report } from "./verify.js";

export { addressIn };

// What a badge names.
const named = recently(httpFetch);

/** A report, what it is about, what was found in that and where, and every document that was read on the way. */
export interface Answer {
  readonly report: Report;
  readonly data: Uint8Array | string;
  readonly parsed: Parsed | null;
  readonly address: string | null;
  readonly read: ReadonlyMap<string, Uint8Array>;
}

// With or without the last slash: people cut it off, and servers add it.
const AWARD_PAGE = /^awards\/[^/?#.]+(?:\/\d+)?(?=\/?(?:(?:index|embed)\.html)?(?:[?#]|$))/;

/** The report on what was handed over. */
export async function ask(data: Uint8Array | string, site: Site, email: string | null): Promise<Answer> {
  return answerOn(data, null, movedOf(site, named), site, email);
}

/** The report on what is at an address: a credential, an image, an award page of this site. Throws FetchError. */
export async function askAbout(address: string, site: Site, email: string | null = null): Promise<Answer> {
  const [first, wanted] = [movedOf(site, (given) => httpFetch(given, true)), credentialAt(address, site)];
  const data = await first.read(wanted);
  return answerOn(data, wanted, movedOf(site, named), site, email, first);
}

/** The same; where nothing can be read, the report says so. */
export async function askAt(address: string, site: Site, email: string | null): Promise<Answer> {
  try {
    return await askAbout(address, site, email);
  } catch (error) {
    if (!(error instanceof FetchError)) {
      throw error;
    }
    const { unread } = await import("./pages.js");
    const report = await inFull(async () => unread(address, error, Date.now()));
    return { report, data: "", parsed: null, address, read: new Map() };
  }
}

export function picture(data: Uint8Array): Blob {
  const isMarkup = /^(?:\xef\xbb\xbf)?\s*</.test(String.fromCharCode(...data.subarray(0, 16)));
  return new Blob([data as Uint8Array<ArrayBuffer>], isMarkup ? { type: "image/svg+xml" } : {});
}

/** Where the credential of an award page of this site is; any other address as it is. */
function credentialAt(address: string, site: Site): string {
  const own = [site.baseUrl, site.servedFrom].find((base) => base && address.startsWith(base));
  const page = own ? AWARD_PAGE.exec(address.slice(own.length)) : null;
  return own && page ? `${own}${page[0]}/credential.json` : address;
}

function movedOf({ baseUrl, servedFrom }: Site, fetch: Fetch): Moved {
  return new Moved(baseUrl, servedFrom || baseUrl, fetch);
}

async function answerOn(
  data: Uint8Array | string,
  address: string | null,
  moved: Moved,
  { trusted, keys, packed }: Site,
  email: string | null,
  first = moved,
): Promise<Answer> {
  // The addresses read for this report, and what they gave; the thing itself is not among them.
  const seen = new Map<string, Uint8Array>();
  // Whichever of the two was led elsewhere says so, in the same words.
  const notes = (): string[] => (first.notes.length > 0 ? first.notes : moved.notes);
  const asked = async (parsed: Parsed, fetch: Fetch): Promise<Report> => {
    const noted: Fetch = async (one) => {
      const found = await fetch(one);
      seen.set(one, found);
      return found;
    };
    return verify(parsed, { now: Date.now(), fetch: noted, trusted, keys, email }, notes);
  };
  const { report, parsed } = await inFull(async () => {
    const parsed = await parse(data);
    const found = packed
      ? await (await import("./packed.js")).withPacked(packed, moved.read, (fetch) => asked(parsed, fetch), parsed)
      : await asked(parsed, moved.read);
    const isForm = found.checks[0]?.code === "parse-unsupported";
    return { parsed, report: isForm ? (await import("./pages.js")).explained(found, data) : found };
  });
  return { report, data, parsed, address, read: seen };
}
