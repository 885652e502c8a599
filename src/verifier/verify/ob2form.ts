// Checks the fields of an Open Badges 2.0 badge, and collects what it says about itself.

import { LEAVING } from "./dids.js";
import { idOf, inside, named, textAt, typesOf } from "./facts.js";
import { missing, troubleOf, type Rule } from "./fields.js";
import { dated, older } from "./isodates.js";
import { entries, get, isObject, isString, type Json, type JsonObject } from "../openbadges/jsons.js";
import { moment } from "../openbadges/moments.js";
import { CONTEXT, CONTEXT_1, generation, isOldest } from "./generation.js";
import { finding, Text, type BadgeFacts, type Finding } from "./report.js";

// Host and path of an address we may read. Allows nothing that two readers could parse differently.
const ADDRESS = /^https:\/\/([A-Za-z0-9.-]+(?::[0-9]{1,5})?)((?:\/[!$&'()*+,;=:@A-Za-z0-9._~%/-]*)?)(\?[^#\s\\]*)?$/;

const RULES: readonly Rule[] = [
  ["id", "text", true],
  ["type", "Assertion", true],
  ["recipient", "object", true],
  ["recipient.type", "text", true],
  ["recipient.identity", "text", true],
  ["recipient.hashed", "boolean", true],
  ["recipient.salt", "text", false],
  ["badge", "reference", true],
  ["verification", "object", true],
  ["issuedOn", "date", true],
  ["expires", "date", false],
];
const [SIGNED, HOSTED] = [
  ["SignedBadge", "signed"],
  ["HostedBadge", "hosted"],
] as const;

/** The finding for the first reason why the object is not an Open Badges 2.0 assertion, or `format-ok-2`. */
export function formOf(assertion: JsonObject): Finding {
  if (generation(assertion) === 1) {
    return finding("unknown", "format-unsupported", { kind: new Text("kind", isOldest(assertion) ? "ob05" : "ob1") });
  }
  if (entries(get(assertion, "@context")).length === 0) {
    return finding("failed", "format-missing", { field: "@context" });
  }
  return contextTrouble(assertion) ?? fieldTrouble(assertion) ?? finding("passed", "format-ok-2");
}

/** The finding for the first field that is missing or of the wrong kind. */
function fieldTrouble(assertion: JsonObject): Finding | null {
  const given = verified(assertion);
  const isTyped = typesOf(get(given, "verification")).length > 0;
  return troubleOf(given, RULES) ?? (isTyped ? null : missing("verification.type"));
}

/**
 * The assertion with `verification` filled in from `verify` (another name in the context, used by Moodle), and with
 * dates in the form that `moments` reads.
 */
function verified(assertion: JsonObject): JsonObject {
  const [issuedOn, expires] = ["issuedOn", "expires"].map((name) => dated(get(assertion, name) ?? null)) as [Json, Json];
  return { ...assertion, issuedOn, expires, verification: get(assertion, "verification") ?? get(assertion, "verify") ?? null };
}

/**
 * The finding for a context we do not know: its terms may mean anything (JSON-LD 1.1 §4.1). Skips extensions, which
 * have their own contexts, and endorsements, which are separate credentials.
 */
export function contextTrouble(document: JsonObject): Finding | null {
  const contexts = [...withoutExtensions("", document)].flatMap(([, one]) => entries(get(one, "@context")));
  const strange = contexts.filter((one) => one !== CONTEXT && one !== CONTEXT_1);
  const [address] = strange.filter(isString).sort();
  if (strange.some((one) => !isString(one))) {
    return finding("unknown", "format-own-context");
  }
  return address === undefined ? null : finding("unknown", "format-unknown-context", { term: address, address });
}

/** Every extension in the document, with its path. */
export function extensions(document: JsonObject): [path: string, extension: JsonObject][] {
  const found: [string, JsonObject][] = [];
  for (const [path, one] of withoutExtensions("", document)) {
    for (const [name, value] of Object.entries(one)) {
      for (const inner of entries(value)) {
        if (isObject(inner) && isExtension(name, inner)) {
          found.push([below(path, name), inner]);
        }
      }
    }
  }
  return found;
}

/** The document and every object in it, with its path, except extensions, endorsements and anything inside them. */
function* withoutExtensions(path: string, at: JsonObject): Generator<[string, JsonObject]> {
  yield [path, at];
  for (const [name, value] of Object.entries(at)) {
    for (const one of name === "@context" || name === "endorsement" ? [] : entries(value)) {
      if (isObject(one) && !isExtension(name, one)) {
        yield* withoutExtensions(below(path, name), one);
      }
    }
  }
}

function below(path: string, name: string): string {
  return path ? `${path}.${name}` : name;
}

function isExtension(name: string, value: JsonObject): boolean {
  return name.startsWith("extensions:") || typesOf(value).includes("Extension");
}

/** Notes on a version 1 badge: when it says it was issued, and where its original would be. */
export function olderNotes(assertion: JsonObject): Text[] {
  const written = Object.hasOwn(assertion, "issuedOn") ? "issuedOn" : "issued_on";
  const issued = older(get(assertion, written) ?? null);
  const name = isOldest(assertion) ? "ob05-issued" : "ob1-issued";
  const address = textAt(assertion, "verify", "url") || idOf(assertion);
  return [
    ...(issued === null || generation(assertion) !== 1 ? [] : [new Text("note", name, { issued: new Date(issued) })]),
    ...(hostOf(address) && generation(assertion) === 1 ? [new Text("note", "ob1-hosted", { address })] : []),
  ];
}

/** Host and port of an https address in lower case; "" for anything else. */
export function hostOf(address: string): string {
  return ADDRESS.exec(address)?.[1]?.toLowerCase() ?? "";
}

/**
 * Whether an assertion at this address can be this issuer's (Open Badges 2.0, VerificationObject of a Profile).
 *
 * By default an issuer's badges are on the host of its profile. But many issuers may share a host, each with a folder,
 * and then the standard's default for the host says nothing about the folder. So the answer is `unsaid` if the profile
 * is in another folder of the host, or if a `startsWith` ends in the middle of a name (https://example.org/ann is also
 * the start of https://example.org/anna/).
 */
export function scopeOf(address: string, profile: JsonObject): "inside" | "outside" | "unsaid" {
  const [starts, origins] = ["startsWith", "allowedOrigins"].map((name) =>
    entries(inside(profile, "verification", name)).filter(isString),
  ) as [string[], string[]];
  const [host, path] = [hostOf(address), address.split("?")[0] as string];
  const isSilent = starts.length === 0 && origins.length === 0;
  const allowed = (isSilent ? [idOf(profile)] : origins).map((one) => (one.includes("://") ? hostOf(one) : one.toLowerCase()));
  if (!host || (allowed.length > 0 && !allowed.includes(host))) {
    return "outside";
  }
  if (isSilent) {
    const home = folderOf(idOf(profile));
    return home === "" || (home === folderOf(address) && !LEAVING.test(path)) ? "inside" : "unsaid";
  }
  // Compare hosts too: https://example.org is also the start of https://example.org.example.net/.
  const fitting = starts.filter((one) => address.startsWith(one) && hostOf(one) === host);
  if (starts.length > 0 && (fitting.length === 0 || LEAVING.test(path))) {
    return "outside";
  }
  return starts.length === 0 || fitting.some((one) => isWhole(one, path)) ? "inside" : "unsaid";
}

/** The first folder of the path; "" for the root. A last segment without an extension (`/ann`) counts as a folder. */
function folderOf(address: string): string {
  const [first = "", ...more] = (ADDRESS.exec(address)?.[2] ?? "").replace(/^\//, "").split("/");
  return more.length > 0 || !first.includes(".") ? first : "";
}

/** Whether a `startsWith` ends at a segment boundary or within the last segment of the path. */
function isWhole(start: string, path: string): boolean {
  const rest = path.slice(start.length);
  return /[/?=]$/.test(start) || /^(?:\/|$)/.test(rest) || !rest.includes("/");
}

/** Whether the issuer's original says that it is revoked. Any value except false counts. */
export function isRevoked(original: JsonObject): boolean {
  return (get(original, "revoked") ?? false) !== false;
}

/**
 * The first field in which a copy differs from the original; "" if they agree. The original must be a complete
 * assertion, because otherwise an unreadable `expires` would count as none. But a revoked original may have only its
 * id.
 */
export function differing(copy: JsonObject, original: JsonObject): string {
  const revoked = isRevoked(original);
  const says = (name: string): boolean => !revoked || name === "id" || Object.hasOwn(original, name);
  for (const name of ["id", "badge"].filter(says)) {
    if (idOf(get(copy, name)) !== idOf(get(original, name))) {
      return name;
    }
  }
  for (const name of says("recipient") ? ["identity", "type", "hashed", "salt"] : []) {
    const [ours, theirs] = [inside(copy, "recipient", name) ?? null, inside(original, "recipient", name) ?? null];
    if ((typeof ours === "object" && ours !== null) || ours !== theirs) {
      return `recipient.${name}`;
    }
  }
  const when = (one: JsonObject, name: string): number | null => moment(dated(get(one, name) ?? null));
  const differs = (name: string): boolean => says(name) && when(copy, name) !== when(original, name);
  const date = ["issuedOn", "expires"].find(differs);
  if (date !== undefined || revoked) {
    return date ?? "";
  }
  const field = fieldTrouble(original)?.values?.["field"];
  return field === undefined ? (isSigned(original) ? "verification" : "") : String(field);
}

/** Whether it says that it is verified by signature, not by address. */
export function isSigned(assertion: JsonObject): boolean {
  const types = ["verification", "verify"].flatMap((name) => typesOf(get(assertion, name)));
  return types.some((name) => SIGNED.includes(name as never));
}

/** The kind of verification it names, if that is not one of the standard's; otherwise "". */
export function otherVerification(assertion: JsonObject): string {
  const types = typesOf(get(verified(assertion), "verification"));
  return types.some((name) => [...SIGNED, ...HOSTED].includes(name as never)) ? "" : types.join(", ");
}

/** What the badge, its BadgeClass and its issuer's profile say, if we have them. */
export function factsOf(assertion: JsonObject, badge: Json | undefined, profile: Json | undefined): BadgeFacts {
  return {
    format: generation(assertion) === 1 ? "ob1" : "ob2",
    id: idOf(assertion) || textAt(assertion, "uid") || null,
    name: textAt(badge, "name") || null,
    description: textAt(badge, "description") || null,
    image: idOf(inside(badge, "image")) || null,
    issuer: { id: idOf(profile) || null, name: textAt(profile, "name") || null, url: textAt(profile, "url") || null },
    recipient: { name: textAt(assertion, "extensions:recipientProfile", "name") || null },
    issued: textAt({ it: dated(get(assertion, "issuedOn") ?? null) }, "it") || null,
    expires: textAt({ it: dated(get(assertion, "expires") ?? null) }, "it") || null,
    evidence: named(get(assertion, "evidence"), "name", "id"),
    skills: named(inside(badge, "alignment"), "targetName", "targetUrl"),
  };
}

/** The same claims under their Open Badges 3.0 names, for the checks that are the same. */
export function asCredential(assertion: JsonObject, badge: Json | undefined, profile: Json | undefined): JsonObject {
  const recipient = get(assertion, "recipient");
  const member = (name: string): Json => inside(recipient, name) ?? null;
  const identity: JsonObject = {
    identityHash: member("identity"),
    identityType: member("type"),
    hashed: member("hashed"),
    salt: member("salt"),
  };
  const achievement: JsonObject = { id: idOf(badge), endorsement: entries(inside(badge, "endorsement")) };
  return {
    id: idOf(assertion),
    issuer: { id: idOf(profile), endorsement: entries(inside(profile, "endorsement")) },
    validFrom: dated(get(assertion, "issuedOn") ?? null),
    validUntil: dated(get(assertion, "expires") ?? null),
    credentialSubject: { identifier: [identity], achievement },
    endorsement: entries(get(assertion, "endorsement")),
  };
}
