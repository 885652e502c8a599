// What a page asks of the verifier: now, here, with the issuers known here. Brings the verifier with it.

import { addressIn } from "./address.js";
import { FetchError, httpFetch, Moved, recently, type Fetch } from "./fetch.js";
import { wordsFor, type Language } from "./languages.js";
import type { Site } from "./page.js";
import { parse, type Parsed } from "./parse.js";
import type { Text } from "./report.js";
import { verify, type Report } from "./verify.js";
import { tell, type Catalogue, type Told } from "./words/telling.js";

export { addressIn };

// What a badge names.
const named = recently(httpFetch);

/**
 * A report, the same in words, and the words that it was told in; what it is about, what was found in that and where, and
 * every document that was read on the way.
 */
export interface Answer {
  readonly report: Report;
  readonly told: Told;
  readonly words: Catalogue;
  readonly language: Language;
  readonly data: Uint8Array | string;
  readonly parsed: Parsed | null;
  readonly address: string | null;
  readonly read: ReadonlyMap<string, Uint8Array>;
}

// With or without the last slash: people cut it off, and servers add it.
const AWARD_PAGE = /^awards\/[^/?#.]+(?:\/\d+)?(?=\/?(?:(?:index|embed)\.html)?(?:[?#]|$))/;

/** The report on what was handed over. */
export async function ask(data: Uint8Array | string, site: Site, email: string | null, language: Language): Promise<Answer> {
  return answerOn(data, null, movedOf(site, named), site, email, language);
}

/** The report on what is at an address: a credential, an image, an award page of this site. Throws FetchError. */
export async function askAbout(address: string, site: Site, email: string | null, language: Language): Promise<Answer> {
  const [first, wanted] = [movedOf(site, (given) => httpFetch(given, true)), credentialAt(address, site)];
  const data = await first.read(wanted);
  return answerOn(data, wanted, movedOf(site, named), site, email, language, first);
}

/** The same; where nothing can be read, the report says so. */
export async function askAt(address: string, site: Site, email: string | null, language: Language): Promise<Answer> {
  try {
    return await askAbout(address, site, email, language);
  } catch (error) {
    if (!(error instanceof FetchError)) {
      throw error;
    }
    const { unread } = await import("./pages.js");
    return inWords(unread(address, error, Date.now()), language, { data: "", parsed: null, address, read: new Map() });
  }
}

/** The answer that has this report, told in the language. */
export async function inWords(report: Report, language: Language, about: Pick<Answer, "data" | "parsed" | "address" | "read">): Promise<Answer> {
  const words = await wordsFor(language, report);
  return { ...about, report, words, language, told: tell(report, words) };
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
  language: Language,
  first = moved,
): Promise<Answer> {
  // The addresses read for this report, and what they gave; the thing itself is not among them.
  const seen = new Map<string, Uint8Array>();
  // Whichever of the two was led elsewhere says so, by the same note.
  const notes = (): readonly Text[] => (first.notes.length > 0 ? first.notes : moved.notes);
  const asked = async (parsed: Parsed, fetch: Fetch): Promise<Report> => {
    const noted: Fetch = async (one) => {
      const found = await fetch(one);
      seen.set(one, found);
      return found;
    };
    return verify(parsed, { now: Date.now(), fetch: noted, trusted, keys, email }, notes);
  };
  const parsed = await parse(data);
  const found = packed
    ? await (await import("./packed.js")).withPacked(packed, moved.read, (fetch) => asked(parsed, fetch), parsed)
    : await asked(parsed, moved.read);
  const isForm = found.checks[0]?.code === "parse-unsupported";
  const report = isForm ? (await import("./pages.js")).explained(found, data) : found;
  return inWords(report, language, { data, parsed, address, read: seen });
}
