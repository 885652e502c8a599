// A JSON-LD document as canonical N-Quads: the text that is hashed and signed.

import type { JsonObject } from "../jsons.js";
import type { Quad } from "./nquads.js";
import { ordinaryDataset } from "./ordinary.js";
import { canonize } from "./rdfc.js";
import { CREDENTIAL_RDFC_VISITS } from "../limits.js";

/** The RDF dataset of a document; nothing in the document is lost, or it throws CredentialError. */
export async function toDataset(document: JsonObject): Promise<readonly Quad[]> {
  return (await ordinaryDataset(document)) ?? (await import("./dataset.js")).toDataset(document);
}

/**
 * Canonical N-Quads (RDFC-1.0, SHA-256) of a dataset; throws CredentialError. A credential's nameless things need
 * hardly any work, and what somebody makes of the many documents of one file costs no more than the file is long.
 */
export function canonicalOf(quads: readonly Quad[]): Promise<string> {
  return canonize(quads, CREDENTIAL_RDFC_VISITS + quads.length);
}

/** The same of a document. */
export async function canonicalize(document: JsonObject): Promise<string> {
  return canonicalOf(await toDataset(document));
}
