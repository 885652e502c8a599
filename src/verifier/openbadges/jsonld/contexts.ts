// The JSON-LD contexts that are known. All of them come with this program, each is loaded when a document names it,
// and none is ever fetched from elsewhere.

import contexts from "badgepress:contexts";

import type { JsonObject } from "../jsons.js";

/** A part of this program did not load: no fault of the document's. */
export class ContextMissing extends Error {}

const loaded = new Map<string, Promise<JsonObject>>();

/** Whether there is a context of that address. */
export function isKnown(url: string): boolean {
  return Object.hasOwn(contexts, url);
}

/** The document at the address, always the same object; null for one that is not known. Throws ContextMissing. */
export async function contextAt(url: string): Promise<JsonObject | null> {
  const find = Object.hasOwn(contexts, url) ? contexts[url] : undefined;
  if (!find) {
    return null;
  }
  const found = loaded.get(url) ?? find();
  loaded.set(url, found);
  return found.catch(() => {
    loaded.delete(url);
    throw new ContextMissing(url);
  });
}
