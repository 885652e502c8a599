// Parts of the technical view for rare kinds of signature: over JCS, in a token, or by a did:key or did:jwk issuer.
// Loaded when there is one.

import { didKeyDocument } from "../openbadges/keys/did.js";
import { didJwkDocument } from "../openbadges/keys/didjwk.js";
import { hex } from "../openbadges/jsonld/digest.js";
import { canonicalJson } from "../openbadges/jcs.js";
import { get, isObject, type JsonObject } from "../openbadges/jsons.js";
import { algorithmOf, type Token } from "../openbadges/jwt.js";
import { keyIn, row, shown, text } from "./technical.js";
import { say, type Catalogue } from "../words/telling.js";

/** The documents of the DIDs among these names, as text by DID. */
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

/** The credential as canonical JSON; null if it has no canonical form. */
export function canonicalOf(credential: JsonObject): string | null {
  try {
    return canonicalJson(credential);
  } catch {
    return null;
  }
}

/** A token: its algorithm, its key, and both of its parts as read. */
export function tokenRows(token: Token, methods: readonly JsonObject[], words: Catalogue): HTMLElement[] {
  const [kid, jwk] = [text(get(token.header, "kid")), get(token.header, "jwk")];
  const method = methods.find((one) => kid && kid.endsWith(text(get(one, "id"))) && get(one, "id"));
  // Without a `kid`, it is the only key there is, or one of those in the document below.
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
