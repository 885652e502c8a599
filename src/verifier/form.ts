// Check 2: is it an Open Badges 3.0 credential, whole, with every word defined?

import { toDataset } from "./canonical.js";
import { typesOf, VC1, VC2 } from "./facts.js";
import { fieldsOf } from "./fields.js";
import { entries, get, isString, type JsonObject } from "./json.js";
import { CredentialError } from "./problems.js";
import { saying, without } from "./proof.js";
import { finding, type Finding } from "./report.js";
import { oddNames, oddSpelling, type Odd } from "./spelling.js";
import type { Work } from "./work.js";
import { piece, type Values } from "./words.js";

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
export async function formOf(credential: JsonObject, work: Work): Promise<Finding> {
  return (
    otherKind(credential) ??
    odd(oddNames(credential)) ??
    contexts(credential) ??
    fieldsOf(credential) ??
    (await words(credential, work)) ??
    odd(oddSpelling(credential)) ??
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
  if (kind === undefined && (named[0] === VC1 || named[0] === VC2) && types.includes("VerifiableCredential")) {
    kind = BADGE_TYPES.some((name) => types.includes(name)) ? undefined : "other";
  }
  return kind === undefined ? null : failed("format-unsupported", { kind: piece("kind", kind) });
}

function odd(found: Odd | null): Finding | null {
  if (found === null) {
    return null;
  }
  return found.isContext
    ? failed("format-own-context", {})
    : failed("format-invalid", { reason: piece("reason", "odd-key", { field: found.key }) });
}

/** VC 2 (or its forerunner 1.1) first, Open Badges 3 second (Open Badges 3.0 §B.1.1). */
function contexts(credential: JsonObject): Finding | null {
  if (!Object.hasOwn(credential, "@context")) {
    return failed("format-missing", { field: "@context" });
  }
  const [first, second] = entries(get(credential, "@context"));
  if (first !== VC1 && first !== VC2) {
    return failed("format-context", { reason: piece("reason", "context-first", { expected: VC2 }) });
  }
  const [wanted, reason] = isRecord(credential) ? [CLR2, "context-records"] : [OB3, "context-badges"];
  if (!isString(second) || !second.startsWith(wanted)) {
    return failed("format-context", { reason: piece("reason", reason) });
  }
  return null;
}

/** JSON-LD safe mode: what the vocabularies do not define would not be covered by the signature. */
async function words(credential: JsonObject, work: Work): Promise<Finding | null> {
  try {
    const said = await saying(without(credential, "proof"));
    work.document(said);
    await toDataset(said);
    return null;
  } catch (error) {
    if (!(error instanceof CredentialError)) {
      throw error;
    }
    const term = (error.place.got ?? "").replace(/^['"]+|['"]+$/g, "");
    if (error.code === "context-redefined") {
      return failed("format-context", { reason: piece("reason", "context-redefined", { term: term.replaceAll("', '", ", ") }) });
    }
    if (JSONLD_CODES.includes(error.code)) {
      return failed(`format-${error.code}`, { term: term || (error.place.path ?? ""), address: term });
    }
    // Of several kinds of trouble people are told the same.
    const name = error.code.replace(/^too-.*/, "too-large").replace(/.*context$|^empty.*/, "bad-json-ld");
    return failed("format-invalid", { reason: piece("reason", name) + (term && ` (${term})`) });
  }
}

function failed(code: string, values: Values): Finding {
  return finding("failed", code, values);
}
