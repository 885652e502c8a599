// Reads parts of a credential, and collects what it says about itself.

import { entries, get, isObject, isString, type Json, type JsonObject } from "../openbadges/jsons.js";
import { moment } from "../openbadges/moments.js";
import { Issuer, type BadgeFacts, type Named } from "./report.js";
import { descriptions } from "./trees.js";
import { LISTED_FACTS } from "../openbadges/limits.js";

export const VC1 = "https://www.w3.org/2018/credentials/v1";
export const VC2 = "https://www.w3.org/ns/credentials/v2";
/** Contexts of Open Badges 3.0 drafts, which badges of 2021 and 2022 use. */
export const DRAFTS: readonly Json[] = [
  "https://imsglobal.github.io/openbadges-specification/ob_v3p0.html",
  "https://w3c-ccg.github.io/vc-ed/plugfest-1-2022/jff-vc-edu-plugfest-1-context.json",
];
const BEGINS = ["validFrom", "issuanceDate"];
const ENDS = ["validUntil", "expirationDate"];

export function typesOf(value: Json | undefined): string[] {
  return isObject(value) ? entries(get(value, "type")).filter(isString) : [];
}

/** The id of an object, or the string in its place; "" if neither. */
export function idOf(value: Json | undefined): string {
  const found = isObject(value) ? get(value, "id") : value;
  return isString(found) ? found : "";
}

/** The value at the path; undefined if any step is missing. */
export function inside(value: Json | undefined, ...path: string[]): Json | undefined {
  return path.reduce<Json | undefined>((here, name) => (isObject(here) ? get(here, name) : undefined), value);
}

/** The text at the path, which may be language-tagged (`@value`); "" if there is none. */
export function textAt(value: Json | undefined, ...path: string[]): string {
  const found = inside(value, ...path);
  const text = isObject(found) ? get(found, "@value") : found;
  return isString(text) ? text : "";
}

/** The IdentityObjects of the subject. */
export function identities(credential: JsonObject): JsonObject[] {
  return entries(inside(credential, "credentialSubject", "identifier")).filter(isObject);
}

/**
 * What the credential says about somebody in a member such as `name`, in all places with their id. Empty if two places
 * disagree, if an entry of a learner record from another issuer says it, or if only an endorser says it.
 */
export function textAbout(credential: JsonObject, who: Json | undefined, member: string): string {
  const texts = new Set([textAt(who, member)]);
  const known = idOf(who);
  const issuer = idOf(get(credential, "issuer"));
  let own = textAt(who, member);
  for (const [at, owner, entry] of known ? descriptions(credential, known) : []) {
    const text = textAt(at, member);
    if (text && entry && idOf(get(entry, "issuer")) !== issuer) {
      return "";
    }
    texts.add(text);
    own ||= idOf(get(owner, "issuer")) === issuer ? text : "";
  }
  texts.delete("");
  return texts.size > 1 ? "" : own;
}

/** The holder's name: from unhashed identities of type `name`, otherwise the subject's own `name`. */
export function recipientName(credential: JsonObject): string {
  const names = identities(credential)
    .filter((one) => get(one, "identityType") === "name" && get(one, "hashed") === false)
    .map((one) => get(one, "identityHash"))
    .filter(isString);
  // Sorted, because the order of identities is not signed.
  return names.length > 0
    ? [...new Set(names)].sort().join(" / ")
    : textAbout(credential, get(credential, "credentialSubject"), "name");
}

/**
 * The listed things without duplicates. `name` and `address` are the members to read; things with neither are left out.
 */
export function named(value: Json | undefined, name: string, address: string): Named[] {
  const found = new Map<string, Named>();
  for (const one of entries(value)) {
    const at = isString(one) ? one : textAt(one, address);
    const url = /^https?:\/\//.test(at) ? at : null;
    const label = textAt(one, name) || url;
    if (label) {
      found.set(`${label}\n${url ?? ""}`, { name: label, url });
    }
  }
  // The order of a list is not signed. So if there are too many, sort before taking the first ones.
  const keys = [...found.keys()];
  const first = keys.length <= LISTED_FACTS ? keys : keys.sort().slice(0, LISTED_FACTS);
  return first.flatMap((key) => found.get(key) ?? []);
}

/** Whether it follows Verifiable Credentials 1.1, which has other names for dates. */
export function isVc1(credential: JsonObject): boolean {
  return entries(get(credential, "@context"))[0] === VC1;
}

/** Whether it follows a draft of Open Badges 3.0, which required less. */
export function isDraft(credential: JsonObject): boolean {
  return entries(get(credential, "@context")).some((one) => DRAFTS.includes(one));
}

/** Whether it names no recipient at all: no id, no identity, no name. */
export function namesNobody(credential: JsonObject): boolean {
  return !textAt(credential, "credentialSubject", "id") && identities(credential).length === 0 && !recipientName(credential);
}

/** Its start and end, null for no bound. If it uses the names of both versions, the narrower period counts. */
export function periodOf(credential: JsonObject): [begins: number | null, ends: number | null] {
  const dates = (names: string[]): number[] =>
    names.map((name) => moment(get(credential, name))).filter((when) => when !== null);
  const [begins, ends] = [dates(BEGINS), dates(ENDS)];
  return [begins.length > 0 ? Math.max(...begins) : null, ends.length > 0 ? Math.min(...ends) : null];
}

/** The bound as written. */
function bound(credential: JsonObject, when: number | null, names: string[]): string | null {
  return names.map((name) => textAt(credential, name)).find((text) => text && moment(text) === when) ?? null;
}

/** What an Open Badges 3.0 credential says about itself. */
export function badgeFacts(credential: JsonObject): BadgeFacts {
  const isRecord = typesOf(credential).includes("ClrCredential");
  // A learner record has its achievements in its entries.
  const achievement = isRecord ? undefined : inside(credential, "credentialSubject", "achievement");
  const [begins, ends] = periodOf(credential);
  const issuer = get(credential, "issuer");
  return {
    format: isRecord ? "clr" : "ob3",
    id: textAt(credential, "id") || null,
    name: textAt(achievement, "name") || textAt(credential, "name") || null,
    description: textAt(achievement, "description") || textAt(credential, "description") || null,
    image: idOf(inside(achievement, "image")) || null,
    issuer: { id: idOf(issuer) || null, name: textAbout(credential, issuer, "name") || null, url: textAbout(credential, issuer, "url") || null },
    recipient: { name: recipientName(credential) || null },
    issued: bound(credential, begins, BEGINS),
    expires: bound(credential, ends, ENDS),
    evidence: named(get(credential, "evidence"), "name", "id"),
    skills: named(inside(achievement, "alignment"), "targetName", "targetUrl"),
  };
}

/** The issuer's address to show: host and path of a did:web, otherwise the identifier itself. */
export function issuerAddress(issuer: string): string {
  return issuer.startsWith("did:web:") ? issuer.slice("did:web:".length).split(":").map(unescaped).join("/") : issuer;
}

function unescaped(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The issuer as sentences name it. Without an address only if we trust it, since anyone may use any name. */
export function issuerOf(facts: BadgeFacts, known: boolean): Issuer {
  return new Issuer(facts.issuer.name ?? "", issuerAddress(facts.issuer.id ?? ""), known);
}
