// Credentials secured as a signed token (VC-JWT; VC-JOSE-COSE §3.1): taken apart, mapped to a credential, checked.
// Loaded when there is one.
//
// The token's claims and the credential in it must say the same: what only the claims say is filled in (VC Data Model
// 1.1 §6.3.1), what they say otherwise is refused.

import { base64url } from "../openbadges/keys/base64.js";
import { inOrder } from "../openbadges/jsonld/digest.js";
import { keyOf, methodOf, Unresolved, type DidDocument, type Resolver } from "./dids.js";
import { idOf, isVc1, typesOf, VC1, VC2 } from "./facts.js";
import { entries, get, isObject, isString, JsonError, readObject, type Json, type JsonObject } from "../openbadges/jsons.js";
import { algorithmOf, tokenHolds, unsupportedIn, type Token } from "../openbadges/jwt.js";
import type { PublicKey } from "../openbadges/keys/ed25519.js";
import { keysElsewhere } from "./keysets.js";
import { moment, stamp } from "../openbadges/moments.js";
import { vouchedFor } from "./profiles.js";
import { malformed, withoutKey, type Chosen, type Signature } from "./proofs.js";
import { fromJwk, isSame } from "../openbadges/keys/publickey.js";
import { failing, finding, type Finding } from "./report.js";
import { isPaid } from "../openbadges/work.js";
import { ISSUER_KEYS, KIND_CHARACTERS, LAST_SECOND } from "../openbadges/limits.js";

const REGISTERED = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"];
const TYPES = ["jwt", "vc+jwt", "vc+ld+jwt", "vc-ld+jwt"];

/** The token in its compact form; throws JsonError when header or payload are not sound JSON. */
export function splitToken(text: string): Token {
  const [header = "", payload = "", ...rest] = text.split(".");
  const signed = new TextEncoder().encode(`${header}.${payload}`);
  return { header: object(header), payload: object(payload), signed, signature: base64url(rest.join(".")) };
}

/**
 * The credential that a payload is or holds, and the first claim that contradicts it ("" for none). A payload that is
 * no Verifiable Credential is given back as it is.
 */
export function credentialIn(payload: JsonObject): { credential: JsonObject; contradicted: string } {
  const inner = get(payload, "vc");
  let credential: JsonObject;
  if (isObject(inner)) {
    credential = { ...inner };
  } else if (
    // A list or an endorsement may stand there without a context.
    entries(get(payload, "@context")).some((one) => one === VC2 || one === VC1) ||
    typesOf(payload).some((one) => one.endsWith("Credential"))
  ) {
    credential = Object.fromEntries(Object.entries(payload).filter(([name]) => !REGISTERED.includes(name)));
  } else {
    return { credential: { ...payload }, contradicted: "" };
  }
  const older = isVc1(credential);
  const troubles = [
    identifier(credential, "id", payload, "jti"),
    holder(credential, "issuer", payload, "iss"),
    holder(credential, "credentialSubject", payload, "sub"),
    date(credential, older ? "issuanceDate" : "validFrom", payload, "nbf"),
    date(credential, older ? "expirationDate" : "validUntil", payload, "exp"),
  ];
  return { credential, contradicted: troubles.find(Boolean) ?? "" };
}

/**
 * Finds the key that the token names in its issuer's document and sees whether the token is that key's. The key comes
 * from the issuer's document even when the token brings one along (`jwk`): that must be among them. An issuer that is an
 * address may name there another address, which has the key; one that lists no key may be known by a key to whoever asks
 * (`Resolver`). With `by`, a DID, nobody else is asked for a key.
 */
export async function checkToken(
  token: Token,
  credential: JsonObject,
  resolver: Resolver,
  by = "",
): Promise<Signature> {
  const refused = trouble(token);
  const created = issued(token, credential);
  if (refused || created === null) {
    return { finding: refused ?? malformed("iat") };
  }
  const [signer, methodId] = named(get(token.header, "kid"), idOf(get(credential, "issuer")));
  const chosen = { entry: token.header, methodId: methodId || `${signer}#`, created, expires: null, previous: [] };
  if (by && signer !== by) {
    return { finding: finding("failed", "signature-key-missing"), chosen };
  }
  let wanted = methodId;
  let found = await resolver.resolve(signer);
  const vouched = isSilent(found) ? vouchedFor(signer, resolver) : null;
  if (vouched) {
    const known = await byDocument(token, chosen, vouched, "");
    if (known.finding.outcome === "passed") {
      return known;
    }
  }
  const elsewhere = await keysElsewhere(methodId, signer, found, resolver);
  if (elsewhere) {
    found = elsewhere;
    wanted = found instanceof Unresolved || found.methods.has(methodId) ? methodId : "";
  } else if (!(found instanceof Unresolved) && found.methods.size === 0) {
    // An issuer may publish its keys elsewhere: that its document has none says nothing of the badge.
    found = new Unresolved("issuer-bad-document", found.address);
  }
  if (found instanceof Unresolved) {
    return keyless(chosen, found);
  }
  const { work } = resolver;
  const { size } = found.listed;
  if (!isPaid(() => work.searched(size)) || !isPaid(() => work.signature())) {
    return { finding: finding("failed", "signature-too-complex"), chosen };
  }
  return byDocument(token, chosen, found, wanted);
}

/** Whether a signer's document was read, and lists no key. */
function isSilent(found: DidDocument | Unresolved): boolean {
  return found instanceof Unresolved ? found.code === "issuer-bad-document" : found.methods.size === 0;
}

/** No key: nobody gave one, or nobody says that it is the issuer's. */
function keyless(chosen: Chosen, found: Unresolved): Signature {
  return found.code === "issuer-key-not-named"
    ? { finding: finding("unknown", "signature-key-not-named", { address: found.address }), chosen, unresolved: found }
    : withoutKey(chosen, found);
}

/** The first of the document's keys that fits what the token says of its key, and signed it. */
async function byDocument(token: Token, chosen: Chosen, found: DidDocument, methodId: string): Promise<Signature> {
  const given = get(token.header, "jwk");
  let brought: PublicKey | null = null;
  if (given !== undefined) {
    brought = isObject(given) ? await fromJwk(given) : null;
    if (!brought) {
      return { finding: malformed("jwk"), chosen };
    }
  }
  const listed = [...found.methods.keys()].filter((one) => found.listed.has(one));
  const candidates = methodId ? [methodId] : inOrder(listed).slice(0, ISSUER_KEYS);
  let ended = finding("failed", "signature-key-missing");
  for (const name of candidates) {
    const method = methodOf(found, name);
    if (method instanceof Unresolved) {
      return withoutKey(chosen, method);
    }
    const key = method && (await keyOf(method));
    if (!method) {
      continue;
    }
    if (!key) {
      ended = methodId ? finding("failed", "signature-key-malformed", { address: found.address }) : ended;
    } else if (brought && !isSame(key, brought)) {
      ended = methodId ? malformed("jwk") : ended;
    } else if (key.algorithm !== algorithmOf(token)) {
      ended = methodId || brought ? malformed("alg") : ended;
    } else if (await tokenHolds(token, key)) {
      return { finding: finding("passed", "signature-ok"), chosen, method, document: found, proofs: 1, held: 1 };
    } else {
      ended = finding("failed", "signature-mismatch");
    }
  }
  return { finding: ended, chosen };
}

/** What keeps the token from being checked, whoever signed it. */
function trouble(token: Token): Finding | null {
  if (algorithmOf(token).toLowerCase() === "none") {
    return finding("failed", "signature-missing");
  }
  const suite = unsupportedIn(token);
  if (suite) {
    return failing("signature-unsupported", { suite });
  }
  const kind = Object.hasOwn(token.header, "typ") ? token.header["typ"] : "JWT";
  if (!isString(kind)) {
    return malformed("typ");
  }
  if (!TYPES.includes(kind.toLowerCase().replace(/^application\//, ""))) {
    return failing("signature-unsupported", { suite: Array.from(kind).slice(0, KIND_CHARACTERS).join("") });
  }
  if (Object.hasOwn(token.header, "kid") && !isString(token.header["kid"])) {
    return malformed("kid");
  }
  if (!token.signature?.length) {
    return malformed("signature");
  }
  const { contradicted } = credentialIn(token.payload);
  return contradicted ? finding("failed", "signature-claims", { field: contradicted }) : null;
}

/** Whose document has the key, and which of its methods it is ("" for any). */
function named(kid: Json | undefined, issuer: string): [signer: string, methodId: string] {
  if (!isString(kid) || !kid) {
    return [issuer, ""];
  }
  if (kid.startsWith("did:")) {
    return [kid.replace(/#.*$/s, ""), kid.includes("#") ? kid : ""];
  }
  return [issuer, kid.includes(":") ? kid : `${issuer}#${kid.replace(/^#/, "")}`];
}

/** When the token was signed: `iat`, else the credential's own beginning; null when `iat` is no date. */
function issued(token: Token, credential: JsonObject): number | null {
  return Object.hasOwn(token.payload, "iat")
    ? numericDate(token.payload["iat"])
    : moment(get(credential, isVc1(credential) ? "issuanceDate" : "validFrom"));
}

function object(part: string): JsonObject {
  const raw = base64url(part);
  try {
    if (raw) {
      return readObject(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(raw));
    }
  } catch (error) {
    if (!(error instanceof TypeError)) {
      throw error;
    }
  }
  throw new JsonError("parse-bad-json");
}

/** Fills in an identifier from its claim; the claim's name when the two differ. */
function identifier(credential: JsonObject, name: string, payload: JsonObject, claim: string): string {
  const said = get(payload, claim) ?? null;
  if (said === null) {
    return "";
  }
  fill(credential, name, said);
  return isString(said) && credential[name] === said ? "" : claim;
}

/** The same for the id of an object that may be written as its id alone. A list is refused by its form. */
function holder(credential: JsonObject, name: string, payload: JsonObject, claim: string): string {
  const held = get(credential, name);
  if (!isObject(held)) {
    return Array.isArray(held) ? "" : identifier(credential, name, payload, claim);
  }
  const inner = { ...held };
  credential[name] = inner;
  return identifier(inner, "id", payload, claim);
}

/** The same for a date, to the second. What is no date at all is refused by its form. */
function date(credential: JsonObject, name: string, payload: JsonObject, claim: string): string {
  const said = get(payload, claim) ?? null;
  const when = numericDate(said);
  if (said === null || when === null) {
    return said === null ? "" : claim;
  }
  fill(credential, name, stamp(when));
  const given = moment(credential[name]);
  return given !== null && Math.floor(given / 1000) * 1000 !== when ? claim : "";
}

/** Fills in a member where it is missing; one that is null is. */
function fill(credential: JsonObject, name: string, said: Json): void {
  credential[name] = get(credential, name) ?? said;
}

/** A NumericDate (RFC 7519 §2), cut to the second, in milliseconds. */
function numericDate(seconds: Json | undefined): number | null {
  return typeof seconds === "number" && seconds >= 0 && seconds <= LAST_SECOND ? Math.floor(seconds) * 1000 : null;
}
