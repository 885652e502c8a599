// A JSON-LD document as canonical N-Quads: the text that is hashed and signed.

import type { JsonObject } from "../jsons.js";
import type { Quad } from "./nquads.js";
import { ordinaryDataset } from "./ordinary.js";
import { canonize } from "./rdfc.js";
import { CREDENTIAL_RDFC_VISITS } from "../limits.js";

/** The RDF dataset of a document. Throws CredentialError if anything in the document would be lost. */
export async function toDataset(document: JsonObject): Promise<readonly Quad[]> {
  return (await ordinaryDataset(document)) ?? (await import("./dataset.js")).toDataset(document);
}

/**
 * A dataset's canonical N-Quads (RDFC-1.0, SHA-256). Throws CredentialError. The work limit grows with the dataset:
 * real credentials need hardly any work for their blank nodes, and a hostile file costs no more than its length.
 */
export function canonicalOf(quads: readonly Quad[]): Promise<string> {
  return canonize(quads, CREDENTIAL_RDFC_VISITS + quads.length);
}

/** A document's canonical N-Quads. Throws CredentialError. */
export async function canonicalize(document: JsonObject): Promise<string> {
  return canonicalOf(await toDataset(document));
}
