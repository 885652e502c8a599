// Which members of an issuer's own document name its keys, if the issuer is an https address. Loaded for such issuers,
// and for status lists that somebody must name.
//
// A key is an issuer's if the issuer says so at its own address: in an Open Badges Profile (3.0 or 2.0), or in a
// controlled identifier document (Controlled Identifiers 1.0 §2). Only these members count:
//
// - `assertionMethod`: a key in it, the id of one under `verificationMethod`, or the address of a key;
// - `publicKey`: a key in it, or the address of one;
// - `jwks`: a set of keys (RFC 7517 §5); `jwks_uri`: the address of one (RFC 7591 §2).

import { documentOf, isAddress, type DidDocument, type Resolver } from "./dids.js";
import { idOf, typesOf } from "./facts.js";
import { entries, get, isObject, isString, type Json, type JsonObject } from "../openbadges/jsons.js";
import { ISSUER_KEYS } from "../openbadges/limits.js";

const PROFILES = ["Profile", "Issuer"];
const LIST_SERVICES = ["BitstringStatusListCredential", "StatusList2021Credential", "BitstringStatusList", "StatusList2021"];
const UNTYPED = ["verificationMethod", "assertionMethod", "publicKey"];

/**
 * Whether it is a profile, by its type. A controlled identifier document has no type, so we recognise it by its keys.
 */
export function isProfile(document: JsonObject): boolean {
  return Object.hasOwn(document, "type")
    ? typesOf(document).some((one) => PROFILES.includes(one))
    : UNTYPED.some((name) => Object.hasOwn(document, name));
}

/** The keys in the profile of an issuer that is an address; null if the document there is not its profile. */
export function profileOf(issuer: string, read: JsonObject, resolver: Resolver): DidDocument | null {
  const profile = controlled(issuer, read);
  const found = profile && documentOf(issuer, issuer, profile.document);
  if (!found) {
    return null;
  }
  const known = found.methods.size === 0 ? vouchedFor(issuer, resolver) : null;
  const listed = new Set([...found.listed, ...(known?.listed ?? [])]);
  return { ...found, named: profile.named, listed, vouched: known?.methods ?? new Map(), raw: read };
}

/** The keys the caller knows to be this issuer's, as a document; null if there are none. */
export function vouchedFor(issuer: string, resolver: Resolver): DidDocument | null {
  const multikeys = resolver.keysOf(issuer).filter((one) => !one.includes(":")).slice(0, ISSUER_KEYS);
  const methods = new Map(
    multikeys.map((one): [string, JsonObject] => [
      `${issuer}#${one}`,
      { type: "Multikey", controller: issuer, publicKeyMultibase: one },
    ]),
  );
  return methods.size > 0 ? { did: issuer, address: issuer, methods, listed: new Set(methods.keys()) } : null;
}

/**
 * The document in the form of a DID document, and the addresses of keys it names (with their fragments); null if it is
 * not this issuer's or not a profile.
 */
function controlled(issuer: string, document: JsonObject): { document: JsonObject; named: Set<string> } | null {
  if (get(document, "id") !== issuer || !isProfile(document)) {
    return null;
  }
  const keys = [...entries(get(document, "assertionMethod")), ...entries(get(document, "publicKey")).map(owned)];
  // An object without a key in it only names a key by its id.
  const listed = keys.map((one) => (isObject(one) && !hasKey(one) ? idOf(one) : one));
  const named = [...listed, get(document, "jwks_uri")].filter(isString).filter((one) => isElsewhere(one, issuer));
  const assertionMethod = [...listed, ...setOf(issuer, get(document, "jwks"))];
  const verificationMethod = get(document, "verificationMethod") ?? null;
  return { document: { id: issuer, verificationMethod, assertionMethod }, named: new Set(named) };
}

/**
 * The status lists, and issuers of status lists, that an issuer's own document names for its badges.
 *
 * It names lists by address: in a `serviceEndpoint` of a `service` with the type of a status list (DID Core §5.4), or
 * in `revocationList` (Open Badges 2.0 Profile). It names issuers in `alsoKnownAs`, as another name of itself (DID Core
 * §5.1.3).
 */
export function listsNamed(document: JsonObject): string[] {
  const services = entries(get(document, "service"))
    .filter(isObject)
    .filter((one) => typesOf(one).some((type) => LIST_SERVICES.includes(type)));
  const endpoints = services.flatMap((one) => entries(get(one, "serviceEndpoint")));
  const named = [...endpoints, ...entries(get(document, "revocationList")), ...entries(get(document, "alsoKnownAs"))];
  return named.map(idOf).filter(Boolean);
}

/** Whether the key's name is a plain address other than the issuer's own. */
export function isElsewhere(key: string, issuer: string): boolean {
  const address = key.replace(/#.*$/s, "");
  return address !== issuer && isAddress(address);
}

/** Whether the value is a JWK. */
export function isKey(value: Json): value is JsonObject {
  return isObject(value) && isString(get(value, "kty"));
}

/** A JWK as a verification method of the issuer. */
export function jwkMethod(id: string, issuer: string, jwk: JsonObject): JsonObject {
  return { id, type: "JsonWebKey", controller: issuer, publicKeyJwk: jwk };
}

/** The keys of a JWK Set as verification methods, each named by its `kid`. */
function setOf(issuer: string, jwks: Json | undefined): JsonObject[] {
  const keys = isObject(jwks) ? entries(get(jwks, "keys")) : [];
  return keys.filter(isKey).slice(0, ISSUER_KEYS).map((one, at) => {
    const given = get(one, "kid");
    const kid = isString(given) ? given : String(at);
    return jwkMethod(kid.includes(":") ? kid : `${issuer}#${kid.replace(/^#/, "")}`, issuer, one);
  });
}

function hasKey(entry: JsonObject): boolean {
  return Object.keys(entry).some((name) => name.startsWith("publicKey"));
}

function owned(entry: Json): Json {
  return isObject(entry) && Object.hasOwn(entry, "owner") ? { controller: get(entry, "owner"), ...entry } as JsonObject : entry;
}
