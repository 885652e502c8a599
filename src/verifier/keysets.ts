// A key at an address of its own: the JWK, or JWK Set (RFC 7517 §5), that the `kid` of a token points to.
//
// Open Badges 3.0 lets the `kid` of a signed token be such an address. It is read where the issuer is an https address
// itself and lists no key in its own profile, and only on that address's own origin: a key elsewhere could be anybody's.

import { isAddress, Unresolved, type DidDocument, type Resolver } from "./dids.js";
import { get, isObject, isString, type Json, type JsonObject } from "./json.js";

const MOST_KEYS = 10;

/** Whether `kid` is another address on the origin of an issuer that is an address. */
export function isOwn(kid: string, issuer: string): boolean {
  const address = kid.replace(/#.*$/s, "");
  return address !== issuer && isAddress(address) && isAddress(issuer) && originOf(address) === originOf(issuer);
}

/**
 * The keys that `kid` points to, as the issuer's: one called `kid` where it is plain which, else all of a set. A
 * fragment, or the whole address, names a key of a set by the key's own `kid`. Unresolved when the address cannot be
 * read or has no key; a set without the key that is named gives a document without methods.
 */
export async function keysAt(kid: string, issuer: string, resolver: Resolver): Promise<DidDocument | Unresolved> {
  const address = kid.replace(/#.*$/s, "");
  const fragment = kid.slice(address.length + 1);
  const read = await resolver.read(address);
  if (read instanceof Unresolved) {
    return read;
  }
  const set = get(read, "keys");
  let found = (set === undefined ? [read] : Array.isArray(set) ? set : []).filter(isKey);
  if (found.length === 0) {
    return new Unresolved("issuer-bad-document", address);
  }
  if (set !== undefined) {
    const named = found.filter((one) => [kid, fragment || kid].includes(get(one, "kid") as string));
    found = named.length > 0 || fragment ? named : found;
  }
  const methods = new Map(
    found.slice(0, MOST_KEYS).map((jwk, at): [string, JsonObject] => [
      found.length === 1 ? kid : `${kid}?${at}`,
      { type: "JsonWebKey", controller: issuer, publicKeyJwk: jwk },
    ]),
  );
  return { did: issuer, address, methods, listed: new Set(methods.keys()) };
}

function originOf(address: string): string {
  return (/^https:\/\/[^/]*/.exec(address)?.[0] ?? "").toLowerCase();
}

function isKey(value: Json): value is JsonObject {
  return isObject(value) && isString(get(value, "kty"));
}
