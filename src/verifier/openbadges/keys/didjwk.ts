// did:jwk: a key as JWK in the identifier itself. Loaded when there is one.

import { base64url } from "./base64.js";
import { JsonError, readObject, type JsonObject } from "../jsons.js";
import { fromJwk } from "./publickey.js";
import { DID_JWK_CHARACTERS } from "../limits.js";

/** The document that a did:jwk stands for (did:jwk method specification); null when it is none. */
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
