// A JSON-LD document as canonical N-Quads: the text that is hashed and signed.

import type { JsonObject } from "./json.js";
import type { Quad } from "./nquads.js";
import { ordinaryDataset } from "./ordinary.js";
import { canonize } from "./rdfc.js";
import { remembering } from "./remember.js";

/** The RDF dataset of a document; nothing in the document is lost, or it throws CredentialError. */
export const toDataset = remembering<[document: JsonObject], readonly Quad[]>(
  JSON.stringify,
  async (document) => (await ordinaryDataset(document)) ?? (await import("./jsonld.js")).toDataset(document),
);

/**
 * Canonical N-Quads (RDFC-1.0, SHA-256) of a document; throws CredentialError. A credential's nameless things need
 * hardly any work, and what somebody makes of the many documents of one file costs no more than the file is long.
 */
export const canonicalize = remembering<[document: JsonObject], string>(JSON.stringify, async (document) => {
  const quads = await toDataset(document);
  return canonize(quads, 1_000 + quads.length);
});
