// Check 2: is it a complete Open Badges 3.0 credential, with every term defined?

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

/** The finding for the first reason why the object is not an Open Badges 3.0 credential, or `format-ok`. */
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

/** Whether it is a Comprehensive Learner Record, which contains badges. */
export function isRecord(credential: JsonObject): boolean {
  return typesOf(credential).includes("ClrCredential");
}

/** The finding for another kind of credential, which needs another verifier; null for a badge. */
function otherKind(credential: JsonObject): Finding | null {
  const [named, types] = [entries(get(credential, "@context")), typesOf(credential)];
  let kind: string | undefined = OTHER_KINDS.find(([name]) => types.includes(name))?.[1];
  if (kind === undefined && named.length > 0 && !BADGE_TYPES.some((name) => types.includes(name))) {
    // Without the type or the context of badges, it does not claim to be one.
    const claims = named.some((one) => isOfBadges(one) || isOfRecords(one));
    const isCredential = (named[0] === VC1 || named[0] === VC2) && types.includes("VerifiableCredential");
    // A type spelled as an address is not another kind: it may be a badge's type.
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
 * Checks the contexts: VC 2 (or its forerunner 1.1) first, Open Badges 3 second (Open Badges 3.0 §B.1.1).
 *
 * An unknown context in the place of a missing one may be a later version of it, so that is not a failure.
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

/** JSON-LD safe mode: the signature would not cover terms that no context defines. */
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
    // These problems share one sentence.
    const name = error.code.replace(/^too-.*/, "too-large").replace(/.*context$|^empty.*/, "bad-json-ld");
    const reason = new Text("reason", name);
    return failing("format-invalid", { reason: isSaid ? new Text("reason", "about", { reason, term }) : reason });
  }
}
