// did:jwk: an identifier that contains its key as a JWK. Loaded when a badge uses one.

import { base64url } from "./base64.js";
import { JsonError, readObject, type JsonObject } from "../jsons.js";
import { fromJwk } from "./publickey.js";
import { DID_JWK_CHARACTERS } from "../limits.js";

/** The document of a did:jwk (did:jwk method specification); null if it is not a valid one. */
export async function didJwkDocument(did: string): Promise<JsonObject | null> {
  const raw = did.length <= DID_JWK_CHARACTERS ? base64url(did.slice("did:jwk:".length)) : null;
  try {
    const jwk = raw && readObject(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(raw));
    if (!jwk || !(await fromJwk(jwk))) {
      return null;
    }
    const method = { id: `${did}#0`, type: "JsonWebKey", controller: did, publicKeyJwk: jwk };
    return { id: did, verificationMethod: [method], assertionMethod: [method.id] };
  } catch (error) {
    if (error instanceof JsonError || error instanceof TypeError) {
      return null;
    }
    throw error;
  }
}
