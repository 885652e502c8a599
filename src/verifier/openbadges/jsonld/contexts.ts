// The JSON-LD contexts that ship with this program. We use no others. Each loads when a document names it.

import contexts from "badgepress:contexts";

import type { JsonObject } from "../jsons.js";

/** A part of this program did not load. The document is not to blame. */
export class ContextMissing extends Error {}

const loaded = new Map<string, Promise<JsonObject>>();

/** Whether we have a context with that address. */
export function isKnown(url: string): boolean {
  return Object.hasOwn(contexts, url);
}

/** The context document for the address, always the same object; null if we have none. Throws ContextMissing. */
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
