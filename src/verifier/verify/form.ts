// Check 2: is it an Open Badges 3.0 credential, whole, with every word defined?

import { isKnown } from "../openbadges/jsonld/contexts.js";
import type { Credential } from "./credential.js";
import { DRAFTS, typesOf, VC1, VC2 } from "./facts.js";
import { fieldsOf } from "./fields.js";
import { entries, get, isString, type Json, type JsonObject } from "../openbadges/jsons.js";
import type { Odd } from "./names.js";
import { CredentialError } from "../openbadges/problems.js";
import { failing, finding, Several, Text, type Finding } from "./report.js";
import { isSpelledType } from "./spelling.js";
import type { Work } from "../openbadges/work.js";

const OB3 = "https://purl.imsglobal.org/spec/ob/v3p0/context";
const CLR2 = "https://purl.imsglobal.org/spec/clr/v2p0/context";
const OTHER_KINDS = [
  ["VerifiablePresentation", "presentation"],
  ["EndorsementCredential", "endorsement"],
  ["BitstringStatusListCredential", "status-list"],
  ["EnvelopedVerifiableCredential", "other"],
] as const;
const BADGE_TYPES = ["OpenBadgeCredential", "AchievementCredential", "ClrCredential"];
const JSONLD_CODES = ["undefined-term", "relative-id", "undefined-type", "unknown-context"];

/** The first thing that keeps the object from being an Open Badges 3.0 credential, or that nothing does. */
export async function formOf(read: Credential, work: Work): Promise<Finding> {
  const credential = read.given;
  return (
    otherKind(credential) ??
    odd(read.spelling.oddName) ??
    contexts(credential) ??
    fieldsOf(credential) ??
    (await words(read, work)) ??
    odd(read.spelling.odd) ??
    finding("passed", isRecord(credential) ? "format-ok-clr" : "format-ok")
  );
}

/** Whether it is a Comprehensive Learner Record: an envelope around badges. */
export function isRecord(credential: JsonObject): boolean {
  return typesOf(credential).includes("ClrCredential");
}

/** Other things that people keep beside their badges: named, and left to a verifier that knows them. */
function otherKind(credential: JsonObject): Finding | null {
  const [named, types] = [entries(get(credential, "@context")), typesOf(credential)];
  let kind: string | undefined = OTHER_KINDS.find(([name]) => types.includes(name))?.[1];
  if (kind === undefined && named.length > 0 && !BADGE_TYPES.some((name) => types.includes(name))) {
    // Whoever names neither the type nor the vocabulary of badges does not claim to be one.
    const claims = named.some((one) => isOfBadges(one) || isOfRecords(one));
    const isCredential = (named[0] === VC1 || named[0] === VC2) && types.includes("VerifiableCredential");
    // A type that is spelled as an address is no other kind: it may be that of a badge.
    kind = types.some(isSpelledType) || (claims && !isCredential) ? undefined : "other";
  }
  return kind === undefined ? null : failing("format-unsupported", { kind: new Text("kind", kind) });
}

function odd(found: Odd | null): Finding | null {
  if (found === null) {
    return null;
  }
  return found.isContext
    ? failing("format-own-context")
    : failing("format-invalid", { reason: new Text("reason", "odd-key", { field: found.key }) });
}

/**
 * VC 2 (or its forerunner 1.1) first, Open Badges 3 second (Open Badges 3.0 §B.1.1). A vocabulary that nobody knows here,
 * in the place of one that is nowhere to be seen, may be a later version of it.
 */
function contexts(credential: JsonObject): Finding | null {
  if (!Object.hasOwn(credential, "@context")) {
    return failing("format-missing", { field: "@context" });
  }
  const named = entries(get(credential, "@context"));
  const [first, second] = named;
  if (first !== VC1 && first !== VC2) {
    return isUnknown(first) && !named.some((one) => one === VC1 || one === VC2)
      ? failing("format-unknown-context", { address: first })
      : failing("format-context", { reason: new Text("reason", "context-first", { expected: VC2 }) });
  }
  const [fits, reason] = isRecord(credential) ? [isOfRecords, "context-records"] : [isOfBadges, "context-badges"];
  if (fits(second)) {
    return null;
  }
  return isUnknown(second) && !named.some(fits)
    ? failing("format-unknown-context", { address: second })
    : failing("format-context", { reason: new Text("reason", reason) });
}

function isOfBadges(context: Json | undefined): boolean {
  return isString(context) && (context.startsWith(OB3) || DRAFTS.includes(context));
}

function isOfRecords(context: Json | undefined): boolean {
  return isString(context) && context.startsWith(CLR2);
}

function isUnknown(context: Json | undefined): context is string {
  return isString(context) && !isKnown(context);
}

/** JSON-LD safe mode: what the vocabularies do not define would not be covered by the signature. */
async function words(read: Credential, work: Work): Promise<Finding | null> {
  try {
    read.pay(work);
    await read.statements();
    return null;
  } catch (error) {
    if (!(error instanceof CredentialError)) {
      throw error;
    }
    const { got: term = "", path = "" } = error.place;
    if (error.code === "context-redefined") {
      const terms = Array.isArray(term) ? new Several(term) : term;
      return failing("format-context", { reason: new Text("reason", "context-redefined", { term: terms }) });
    }
    const isSaid = term !== "" && term !== null;
    if (JSONLD_CODES.includes(error.code)) {
      return failing(`format-${error.code}`, { term: isSaid ? term : path, address: term });
    }
    // Of several kinds of trouble people are told the same.
    const name = error.code.replace(/^too-.*/, "too-large").replace(/.*context$|^empty.*/, "bad-json-ld");
    const reason = new Text("reason", name);
    return failing("format-invalid", { reason: isSaid ? new Text("reason", "about", { reason, term }) : reason });
  }
}
