// Runs the verifier for a page: with the current time and the page's trusted issuers. Imports the whole verifier.

import { addressIn } from "./address.js";
import { FetchError, httpFetch, Moved, recently, type Fetch } from "../verify/fetch.js";
import { wordsFor, type Language } from "../words/languages.js";
import type { Site } from "./page.js";
import { parse, type Parsed } from "../verify/parse.js";
import type { Text } from "../verify/report.js";
import { verify, type Report } from "../verify/verify.js";
import { tell, type Catalogue, type Told } from "../words/telling.js";

export { addressIn };

// Reads addresses that a badge names.
const named = recently(httpFetch);

/**
 * A report, also in words, and the words used. Also the input, what `parse` found in it, its address, and every
 * document read on the way.
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

// With or without the final slash: people drop it, and servers add it.
const AWARD_PAGE = /^awards\/[^/?#.]+(?:\/\d+)?(?=\/?(?:(?:index|embed)\.html)?(?:[?#]|$))/;

/** The answer for the given data. */
export async function ask(data: Uint8Array | string, site: Site, email: string | null, language: Language): Promise<Answer> {
  return answerOn(data, null, movedOf(site, named), site, email, language);
}

/**
 * The answer for the document at an address: a credential, an image, or an award page of this site. Throws FetchError.
 */
export async function askAbout(address: string, site: Site, email: string | null, language: Language): Promise<Answer> {
  const [first, wanted] = [movedOf(site, (given) => httpFetch(given, true)), credentialAt(address, site)];
  const data = await first.read(wanted);
  return answerOn(data, wanted, movedOf(site, named), site, email, language, first);
}

/** Like `askAbout`, but if we cannot read the address, the report says so. */
export async function askAt(address: string, site: Site, email: string | null, language: Language): Promise<Answer> {
  try {
    return await askAbout(address, site, email, language);
  } catch (error) {
    if (!(error instanceof FetchError)) {
      throw error;
    }
    const { unread } = await import("../verify/pages.js");
    return inWords(unread(address, error, Date.now()), language, { data: "", parsed: null, address, read: new Map() });
  }
}

/** The answer with this report, in words of the language. */
export async function inWords(report: Report, language: Language, about: Pick<Answer, "data" | "parsed" | "address" | "read">): Promise<Answer> {
  const words = await wordsFor(language, report);
  return { ...about, report, words, language, told: tell(report, words) };
}

export function picture(data: Uint8Array): Blob {
  const isMarkup = /^(?:\xef\xbb\xbf)?\s*</.test(String.fromCharCode(...data.subarray(0, 16)));
  return new Blob([data as Uint8Array<ArrayBuffer>], isMarkup ? { type: "image/svg+xml" } : {});
}

/** The address of the credential of an award page on this site; any other address unchanged. */
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
  // The addresses read for this report and their content, without the input itself.
  const seen = new Map<string, Uint8Array>();
  // Both readers give the same note if they read from elsewhere, so show it only once.
  const notes = (): readonly Text[] => (first.notes.length > 0 ? first.notes : moved.notes);
  const verifyWith = async (parsed: Parsed, fetch: Fetch): Promise<Report> => {
    const noted: Fetch = async (one) => {
      const found = await fetch(one);
      seen.set(one, found);
      return found;
    };
    return verify(parsed, { now: Date.now(), fetch: noted, trusted, keys, email }, notes);
  };
  const parsed = await parse(data);
  const found = packed
    ? await (await import("../verify/packed.js")).withPacked(packed, moved.read, (fetch) => verifyWith(parsed, fetch), parsed)
    : await verifyWith(parsed, moved.read);
  const isForm = found.checks[0]?.code === "parse-unsupported";
  const report = isForm ? (await import("../verify/pages.js")).explained(found, data) : found;
  return inWords(report, language, { data, parsed, address, read: seen });
}
