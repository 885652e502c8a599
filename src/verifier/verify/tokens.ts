// Credentials in a signed token (VC-JWT; VC-JOSE-COSE §3.1): parses the token, extracts the credential, checks it.
// Loaded when there is one.
//
// The token's claims and its credential must agree. Claims fill in missing members (VC Data Model 1.1 §6.3.1); a
// contradiction is an error.

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

/** Parses a compact token. Throws JsonError if header or payload are not valid JSON. */
export function splitToken(text: string): Token {
  const [header = "", payload = "", ...rest] = text.split(".");
  const signed = new TextEncoder().encode(`${header}.${payload}`);
  return { header: object(header), payload: object(payload), signed, signature: base64url(rest.join(".")) };
}

/**
 * The credential that a payload is or contains, and the first claim that contradicts it ("" for none). Returns a
 * payload that is not a Verifiable Credential unchanged.
 */
export function credentialIn(payload: JsonObject): { credential: JsonObject; contradicted: string } {
  const inner = get(payload, "vc");
  let credential: JsonObject;
  if (isObject(inner)) {
    credential = { ...inner };
  } else if (
    // A list or an endorsement may lack a context.
    entries(get(payload, "@context")).some((one) => one === VC2 || one === VC1) ||
    typesOf(payload).some((one) => one.endsWith("Credential"))
  ) {
    credential = Object.fromEntries(Object.entries(payload).filter(([name]) => !REGISTERED.includes(name)));
  } else {
    return { credential: { ...payload }, contradicted: "" };
  }
  const is11 = isVc1(credential);
  const troubles = [
    identifier(credential, "id", payload, "jti"),
    holder(credential, "issuer", payload, "iss"),
    holder(credential, "credentialSubject", payload, "sub"),
    date(credential, is11 ? "issuanceDate" : "validFrom", payload, "nbf"),
    date(credential, is11 ? "expirationDate" : "validUntil", payload, "exp"),
  ];
  return { credential, contradicted: troubles.find(Boolean) ?? "" };
}

/**
 * Finds the key that the token names in its issuer's document, and checks the token with it. The key comes from the
 * issuer's document even if the token contains one (`jwk`), which must then be among them. An issuer that is an address
 * may name another address that has the key. If its document lists no key, the caller may know one (`Resolver`). With
 * `by`, a DID, no other keys are read.
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
    // An issuer may publish its keys elsewhere, so a document without keys does not count against the badge.
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

/** Whether we read the signer's document and it lists no key. */
function isSilent(found: DidDocument | Unresolved): boolean {
  return found instanceof Unresolved ? found.code === "issuer-bad-document" : found.methods.size === 0;
}

/** The result without a key: we could not get one, or nobody names it as the issuer's. */
function keyless(chosen: Chosen, found: Unresolved): Signature {
  return found.code === "issuer-key-not-named"
    ? { finding: finding("unknown", "signature-key-not-named", { address: found.address }), chosen, unresolved: found }
    : withoutKey(chosen, found);
}

/** The result from the first of the document's keys that fits the token's header and signed the token. */
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

/** Why we cannot check the token, whoever signed it; null if we can. */
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

/** Whose document has the key, and the id of the method ("" for any). */
function named(kid: Json | undefined, issuer: string): [signer: string, methodId: string] {
  if (!isString(kid) || !kid) {
    return [issuer, ""];
  }
  if (kid.startsWith("did:")) {
    return [kid.replace(/#.*$/s, ""), kid.includes("#") ? kid : ""];
  }
  return [issuer, kid.includes(":") ? kid : `${issuer}#${kid.replace(/^#/, "")}`];
}

/** When the token was signed: `iat`, or else the credential's start. Null if `iat` is not a date. */
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

/** Fills in an identifier from its claim. Returns the claim's name if the two differ. */
function identifier(credential: JsonObject, name: string, payload: JsonObject, claim: string): string {
  const claimed = get(payload, claim) ?? null;
  if (claimed === null) {
    return "";
  }
  fill(credential, name, claimed);
  return isString(claimed) && credential[name] === claimed ? "" : claim;
}

/** The same for the id of an object that may be just its id. The format check refuses a list. */
function holder(credential: JsonObject, name: string, payload: JsonObject, claim: string): string {
  const held = get(credential, name);
  if (!isObject(held)) {
    return Array.isArray(held) ? "" : identifier(credential, name, payload, claim);
  }
  const inner = { ...held };
  credential[name] = inner;
  return identifier(inner, "id", payload, claim);
}

/** The same for a date, to the second. The format check refuses anything that is not a date. */
function date(credential: JsonObject, name: string, payload: JsonObject, claim: string): string {
  const claimed = get(payload, claim) ?? null;
  const when = numericDate(claimed);
  if (claimed === null || when === null) {
    return claimed === null ? "" : claim;
  }
  fill(credential, name, stamp(when));
  const given = moment(credential[name]);
  return given !== null && Math.floor(given / 1000) * 1000 !== when ? claim : "";
}

/** Fills in a member if it is missing or null. */
function fill(credential: JsonObject, name: string, claimed: Json): void {
  credential[name] = get(credential, name) ?? claimed;
}

/** A NumericDate (RFC 7519 §2), cut to the second, in milliseconds. */
function numericDate(seconds: Json | undefined): number | null {
  return typeof seconds === "number" && seconds >= 0 && seconds <= LAST_SECOND ? Math.floor(seconds) * 1000 : null;
}
