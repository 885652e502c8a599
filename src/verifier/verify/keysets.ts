// Keys at an address of their own: the JWK or JWK Set (RFC 7517 §5) that a token's `kid` points to.
//
// Open Badges 3.0 lets a token's `kid` be such an address. We read it only if the issuer is an https address itself,
// and its own document (or the caller) names that address as one of the issuer's. Anything else on the issuer's site
// may be an upload, or somebody else's page.

import { isAddress, Unresolved, type DidDocument, type Resolver } from "./dids.js";
import { get, type JsonObject } from "../openbadges/jsons.js";
import { isElsewhere, isKey, jwkMethod } from "./profiles.js";
import { ISSUER_KEYS } from "../openbadges/limits.js";

/**
 * The keys at the address `kid`, if that address counts; null if the issuer's document decides alone.
 *
 * `found` is the issuer's document. Returns `issuer-key-not-named`, without reading the address, if it is on the
 * issuer's site but nobody names it.
 */
export async function keysElsewhere(
  kid: string,
  issuer: string,
  found: DidDocument | Unresolved,
  resolver: Resolver,
): Promise<DidDocument | Unresolved | null> {
  if (!isAddress(issuer) || !isElsewhere(kid, issuer)) {
    return null;
  }
  if (found instanceof Unresolved && found.code !== "issuer-bad-document") {
    return null;
  }
  const document = found instanceof Unresolved ? null : found;
  const hasKeys = (document?.methods.size ?? 0) > 0;
  const named = [...(document?.named ?? []), ...(hasKeys ? [] : resolver.keysOf(issuer))];
  const address = kid.replace(/#.*$/s, "");
  if (named.includes(kid) || named.includes(address)) {
    return document?.methods.has(kid) ? null : keysAt(kid, issuer, resolver);
  }
  if (hasKeys) {
    return null;
  }
  return originOf(address) === originOf(issuer) ? new Unresolved("issuer-key-not-named", address) : null;
}

/**
 * The keys that `kid` points to, as keys of the issuer.
 *
 * A fragment, or the whole address, may match the `kid` of a key in a set. If it is clear which key is meant, that one
 * is called `kid`; otherwise all keys of the set count. Returns `Unresolved` if the address cannot be read or has no
 * key, and a document without methods if the set lacks the named key.
 */
async function keysAt(kid: string, issuer: string, resolver: Resolver): Promise<DidDocument | Unresolved> {
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
    found.slice(0, ISSUER_KEYS).map((jwk, at): [string, JsonObject] => {
      const name = found.length === 1 ? kid : `${kid}?${at}`;
      return [name, jwkMethod(name, issuer, jwk)];
    }),
  );
  return { did: issuer, address, methods, listed: new Set(methods.keys()) };
}

function originOf(address: string): string {
  return (/^https:\/\/[^/]*/.exec(address)?.[0] ?? "").toLowerCase();
}
