// Checks the fields of an Open Badges 3.0 credential that a verdict and the page need (Open Badges 3.0 §B.1).
//
// This is less than we require of our own badges. A badge issued elsewhere is not refused for a detail nothing depends
// on.

import { inside, isDraft, isVc1, textAt, typesOf } from "./facts.js";
import { entries, get, isObject, isString, type Json, type JsonObject } from "../openbadges/jsons.js";
import { moment } from "../openbadges/moments.js";
import { finding, Several, Text, type Finding, type Value } from "./report.js";

// Path, kind, required? A kind with a capital is a type; with `|`, one of the types is enough. A `reference` is an
// object or its id. An optional field that is null counts as absent, as it does for the signature. A field we show must
// have the right kind even if it is optional: a name in a list has the same signature, but we would not see it.
export type Rule = readonly [path: string, kind: string, required: boolean];

const RULES: readonly Rule[] = [
  ["id", "text", true],
  ["type", "OpenBadgeCredential|AchievementCredential", true],
  ["name", "text", false],
  ["issuer", "reference", true],
  ["validFrom", "date", true],
  ["validUntil", "date", false],
  ["awardedDate", "date", false],
  ["credentialSubject", "object", true],
  ["credentialSubject.type", "AchievementSubject", true],
  ["credentialSubject.name", "text", false],
  ["credentialSubject.achievement", "object", true],
  ["credentialSubject.achievement.id", "text", true],
  ["credentialSubject.achievement.type", "Achievement", true],
  ["credentialSubject.achievement.name", "text", true],
  ["credentialSubject.achievement.description", "text", true],
  ["credentialSubject.achievement.criteria", "object", true],
  ["credentialSubject.achievement.image", "reference", false],
];
// Drafts of Open Badges 3.0 did not require these.
const DRAFT_FREE = ["id", "credentialSubject.achievement.id"];
// These must have a type, in Verifiable Credentials 2.0 (§4.4, §4.11, §5.4, §5.5, §5.6) and in 1.1.
const TYPED = ["credentialSchema", "termsOfUse", "refreshService", "evidence"];
const FORMS: Readonly<Record<string, RegExp>> = {
  email: /^[^@ \t\n\r\f\v]+@[^@ \t\n\r\f\v]+$/,
  web: /^https?:\/\/[^ \t\n\r\f\v]+$/i,
};
// Comprehensive Learner Record 2.0 (§B.1.1 ClrCredential). The credentials inside are checked separately.
const CLR_RULES: readonly Rule[] = [
  ["id", "text", true],
  ["type", "ClrCredential", true],
  ["name", "text", true],
  ["description", "text", false],
  ["issuer", "reference", true],
  ["validFrom", "date", true],
  ["validUntil", "date", false],
  ["credentialSubject", "object", true],
  ["credentialSubject.type", "ClrSubject", true],
  ["credentialSubject.name", "text", false],
  ["credentialSubject.verifiableCredential", "list", true],
];

// Verifiable Credentials 1.1 (§4.5, §4.6) has other names for the period, and only reserved the newer ones.
const on11 = (rules: readonly Rule[]): readonly Rule[] => [
  ...freed(rules, ["validFrom"]),
  ["issuanceDate", "date", true],
  ["expirationDate", "date", false],
];

/** The same rules, but the `free` fields are optional. */
function freed(rules: readonly Rule[], free: readonly string[]): Rule[] {
  return rules.map(([path, kind, required]) => [path, kind, required && !free.includes(path)]);
}

/** The finding for the first field that is missing or of the wrong kind; null if all are right. */
export function fieldsOf(credential: JsonObject): Finding | null {
  const isRecord = typesOf(credential).includes("ClrCredential");
  const newest = isRecord ? CLR_RULES : isDraft(credential) ? freed(RULES, DRAFT_FREE) : RULES;
  const trouble =
    troubleOf(credential, isVc1(credential) ? on11(newest) : newest) ??
    issuerTrouble(credential) ??
    identifierTrouble(credential) ??
    (isRecord ? null : criteriaTrouble(credential));
  return trouble ?? typeTrouble(credential);
}

/** The finding for the first rule that the document breaks; null if it breaks none. */
export function troubleOf(document: JsonObject, rules: readonly Rule[]): Finding | null {
  for (const [path, kind, required] of rules) {
    const value = inside(document, ...path.split(".")) ?? null;
    const trouble = value === null ? (required ? missing(path) : null) : kindTrouble(document, path, kind, value);
    if (trouble) {
      return trouble;
    }
  }
  return null;
}

function kindTrouble(credential: JsonObject, path: string, kind: string, value: Json): Finding | null {
  switch (kind) {
    case "date":
      return moment(value) === null ? finding("failed", "format-bad-date", { field: path }) : null;
    case "text":
      return textAt({ it: value }, "it") ? null : other(path, value, kind);
    case "words":
      // A text, which may be empty.
      return isString(isObject(value) ? get(value, "@value") : value) ? null : other(path, value, "text");
    case "email":
    case "web":
      return isString(value) && (FORMS[kind] as RegExp).test(value) ? null : other(path, value, kind);
    case "boolean":
    case "number":
      return typeof value === kind ? null : other(path, value, kind);
    case "list": {
      const all = entries(value);
      return all.length > 0 && all.every((one) => isObject(one) || isString(one)) ? null : other(path, value, kind);
    }
    case "object":
      return isObject(value) ? null : other(path, value, kind);
    case "reference":
      return isObject(value) || (isString(value) && value) ? null : other(path, value, kind);
    default: {
      const holder = path.includes(".") ? inside(credential, ...path.split(".").slice(0, -1)) : credential;
      const types = typesOf(holder);
      const [first = "", ...more] = kind.split("|");
      return [first, ...more].some((name) => types.includes(name)) ? null : other(path, value, first);
    }
  }
}

/** Checks that the issuer is an identifier, or a Profile that has one. */
function issuerTrouble(credential: JsonObject): Finding | null {
  const issuer = get(credential, "issuer");
  if (!isObject(issuer)) {
    return null;
  }
  const [id = null, type = null] = [get(issuer, "id"), get(issuer, "type")];
  if (id === null || type === null) {
    return missing(id === null ? "issuer.id" : "issuer.type");
  }
  for (const name of ["id", "name", "url"]) {
    const value = get(issuer, name) ?? null;
    if (value !== null && !textAt(issuer, name)) {
      return other(`issuer.${name}`, value, "text");
    }
  }
  return typesOf(issuer).includes("Profile") ? null : other("issuer.type", type, "Profile");
}

/** Checks that each recipient identity is complete. The recipient check deals with badges that name nobody. */
function identifierTrouble(credential: JsonObject): Finding | null {
  const path = "credentialSubject.identifier";
  for (const one of entries(inside(credential, "credentialSubject", "identifier"))) {
    if (!isObject(one) || !typesOf(one).includes("IdentityObject")) {
      return other(path, one, "IdentityObject");
    }
    const absent = ["hashed", "identityHash", "identityType"].find((name) => (get(one, name) ?? null) === null);
    if (absent !== undefined) {
      return missing(`${path}.${absent}`);
    }
    const hashed = get(one, "hashed") ?? null;
    if (typeof hashed !== "boolean") {
      return other(`${path}.hashed`, hashed, "boolean");
    }
    for (const name of ["identityHash", "identityType", "salt"]) {
      const value = get(one, name) ?? null;
      if (value !== null && !isString(value)) {
        return other(`${path}.${name}`, value, "text");
      }
    }
  }
  return null;
}

/** Checks that each object has a type if its meaning depends on it (VC Data Model 2.0 §4.4, §5). */
function typeTrouble(credential: JsonObject): Finding | null {
  for (const name of TYPED) {
    for (const one of entries(get(credential, name))) {
      if (!isObject(one)) {
        return other(name, one, "object");
      }
      if (!typesOf(one).some(Boolean)) {
        return missing(`${name}.type`);
      }
    }
  }
  return null;
}

function criteriaTrouble(credential: JsonObject): Finding | null {
  const path = ["credentialSubject", "achievement", "criteria"];
  const given = textAt(credential, ...path, "id") || textAt(credential, ...path, "narrative");
  return given ? null : missing([...path, "narrative"].join("."));
}

export function missing(path: string): Finding {
  return finding("failed", "format-missing", { field: path });
}

function other(path: string, value: Json, expected: string): Finding {
  const isType = /^[A-Z]/.test(expected);
  return finding("failed", "format-type", { field: path, got: shown(value, isType), expected: isType ? expected : new Text("kind", expected) });
}

/** A value in a word or two. Lists types if another type was expected. */
function shown(value: Json, isType: boolean): Value {
  if (isString(value)) {
    return new Text("kind", "quoted", { got: value });
  }
  if (Array.isArray(value) && isType && value[0] !== undefined && value.every(isString)) {
    return new Several(value);
  }
  if (typeof value === "object" && value) {
    return new Text("kind", Array.isArray(value) ? (value.length > 0 ? "list" : "empty-list") : "object");
  }
  return value;
}
