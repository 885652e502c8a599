// What all award pages of a programme share: one file beside the script, instead of a copy in every page.

import type { Answer } from "../verifier.js";
import { language, type Site } from "../page.js";

/** The file, as `render/pages/shared.py` writes it. */
export interface Shared {
  readonly base_url: string;
  readonly issuers: readonly string[];
  readonly keys: Readonly<Record<string, readonly string[]>>;
  readonly handles: Readonly<Record<string, string>>;
  readonly issuer_images: readonly string[];
  readonly words: Readonly<Record<string, string>>;
}

/** The file that the page names; null where it cannot be read, as when a newer site has another one. */
export async function readShared(section: HTMLElement): Promise<Shared | null> {
  const address = section.dataset["shared"];
  const answer = address ? await fetch(address).catch(() => null) : null;
  return answer?.ok ? ((await answer.json().catch(() => null)) as Shared | null) : null;
}

/** The site that an award's page belongs to. */
export function siteOf(shared: Shared | null): Site {
  const root = document.documentElement.dataset["root"];
  return {
    baseUrl: shared?.base_url ?? "",
    servedFrom: root !== undefined && location.protocol !== "file:" ? new URL(root, location.href).href : "",
    trusted: shared?.issuers ?? [],
    keys: shared?.keys ?? {},
    packed: null,
  };
}

/** Completes the page from what was verified, with a part that is loaded for this. */
export async function complete(article: HTMLElement, answer: Answer, shared: Shared): Promise<void> {
  const more = await import("./more.js");
  await more.complete(article, answer, shared);
}

/** The words for a key with their places filled; a key without words shows nothing. */
export function wordsOf({ words }: Shared): (key: string, values?: Readonly<Record<string, string>>) => string {
  return (key, values = {}) => (words[key] ?? "").replace(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
}

/** A moment as a day, as the page's language writes it. */
export function dayOf(moment: string): string {
  const when = new Date(moment);
  const english = language() === "en" ? "en-GB" : language();
  return Number.isNaN(when.valueOf()) ? moment : when.toLocaleDateString(english, { dateStyle: "long", timeZone: "UTC" });
}
