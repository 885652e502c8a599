// What all award pages of a programme share: one file beside the script, instead of a copy in every page.

import type { Answer } from "../verifier.js";
import { servedFrom, type Site } from "../page.js";
import { fill } from "../../words/cleaning.js";

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
  return {
    baseUrl: shared?.base_url ?? "",
    servedFrom: servedFrom(),
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
  return (key, values = {}) => fill(words[key] ?? "", values);
}
