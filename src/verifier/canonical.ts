// A JSON-LD document as canonical N-Quads: the text that is hashed and signed.

import type { JsonObject } from "./json.js";
import type { Quad } from "./nquads.js";
import { ordinaryDataset } from "./ordinary.js";
import { canonize } from "./rdfc.js";

// Verifying asks for the same document twice, once for its words and once for its signature, and for the same status
// list with every badge of an issuer. The key is the whole document, so what is found is what would be made.
const MOST_MADE = 32;
const LONGEST_MADE = 100_000;

/** Canonical N-Quads (RDFC-1.0, SHA-256) of a document; throws CredentialError. */
export const canonicalize = remembering(async (document) => canonize(await toDataset(document)));

/** The RDF dataset of a document; nothing in the document is lost, or it throws CredentialError. */
export const toDataset = remembering(
  async (document): Promise<readonly Quad[]> =>
    (await ordinaryDataset(document)) ?? (await import("./jsonld.js")).toDataset(document),
);

/** The same function, with what it made last kept; what it threw is not. */
function remembering<Made>(make: (document: JsonObject) => Promise<Made>): (document: JsonObject) => Promise<Made> {
  const made = new Map<string, Promise<Made>>();
  return (document) => {
    const key = JSON.stringify(document);
    const found = made.get(key) ?? make(document);
    made.delete(key);
    if (key.length <= LONGEST_MADE) {
      made.set(key, found);
    }
    found.catch(() => made.delete(key));
    if (made.size > MOST_MADE) {
      made.delete(made.keys().next().value ?? "");
    }
    return found;
  };
}
