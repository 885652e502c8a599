// The technical view of what is signed otherwise than usual: over JCS, as a token, or by an issuer that is its own
// document (did:key, did:jwk). Loaded when there is one.

import { didKeyDocument } from "../openbadges/keys/did.js";
import { didJwkDocument } from "../openbadges/keys/didjwk.js";
import { hex } from "../openbadges/jsonld/digest.js";
import { canonicalJson } from "../openbadges/jcs.js";
import { get, isObject, type JsonObject } from "../openbadges/jsons.js";
import { algorithmOf, type Token } from "../openbadges/jwt.js";
import { keyIn, row, shown, text } from "./technical.js";
import { say, type Catalogue } from "../words/telling.js";

/** The documents that the DIDs among these names stand for, as text by their DID. */
export async function documentsOf(names: readonly string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const did of new Set(names.map((name) => name.split("#")[0] as string))) {
    const make = did.startsWith("did:key:") ? didKeyDocument : did.startsWith("did:jwk:") ? didJwkDocument : null;
    const made = await make?.(did);
    if (made) {
      found.set(did, JSON.stringify(made, null, 2));
    }
  }
  return found;
}

/** The credential as canonical JSON; null when it has none. */
export function canonicalOf(credential: JsonObject): string | null {
  try {
    return canonicalJson(credential);
  } catch {
    return null;
  }
}

/** A token: how it is signed, with which key, and both of its parts as they were read. */
export function tokenRows(token: Token, methods: readonly JsonObject[], words: Catalogue): HTMLElement[] {
  const [kid, jwk] = [text(get(token.header, "kid")), get(token.header, "jwk")];
  const method = methods.find((one) => kid && kid.endsWith(text(get(one, "id"))) && get(one, "id"));
  // Without a name it is the one key there is, or one of those in the document below.
  const only = !kid && methods.length === 1 ? methods[0] : undefined;
  const key = method ?? only ? keyIn((method ?? only) as JsonObject) : isObject(jwk) ? JSON.stringify(jwk) : "";
  return [
    row(say(words, "label", "suite"), `VC-JWT, ${algorithmOf(token)}`),
    ...(kid ? [row(say(words, "label", "method"), kid)] : []),
    ...(key ? [row(say(words, "label", "key"), key)] : []),
    row(say(words, "label", "signature"), hex(token.signature ?? new Uint8Array())),
    shown(say(words, "label", "header"), JSON.stringify(token.header, null, 2)),
    shown(say(words, "label", "payload"), JSON.stringify(token.payload, null, 2)),
  ];
}
