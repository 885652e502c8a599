// Looking into a credential: small questions that any part of it may answer, and what it says of itself.

import { entries, get, isObject, isString, type Json, type JsonObject } from "../openbadges/jsons.js";
import { moment } from "../openbadges/moments.js";
import { Issuer, type BadgeFacts, type Named } from "./report.js";
import { descriptions } from "./trees.js";
import { LISTED_FACTS } from "../openbadges/limits.js";

export const VC1 = "https://www.w3.org/2018/credentials/v1";
export const VC2 = "https://www.w3.org/ns/credentials/v2";
/** Vocabularies of drafts of Open Badges 3.0 that badges of 2021 and 2022 name. */
export const DRAFTS: readonly Json[] = [
  "https://imsglobal.github.io/openbadges-specification/ob_v3p0.html",
  "https://w3c-ccg.github.io/vc-ed/plugfest-1-2022/jff-vc-edu-plugfest-1-context.json",
];
const BEGINS = ["validFrom", "issuanceDate"];
const ENDS = ["validUntil", "expirationDate"];

export function typesOf(value: Json | undefined): string[] {
  return isObject(value) ? entries(get(value, "type")).filter(isString) : [];
}

/** The id of an object, or the string that stands for one. */
export function idOf(value: Json | undefined): string {
  const found = isObject(value) ? get(value, "id") : value;
  return isString(found) ? found : "";
}

/** The value at the path; undefined as soon as there is nothing. */
export function inside(value: Json | undefined, ...path: string[]): Json | undefined {
  return path.reduce<Json | undefined>((here, name) => (isObject(here) ? get(here, name) : undefined), value);
}

/** The text at the path; a language-tagged text (`@value`) counts; empty when there is none. */
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
 * What the credential says of somebody in a member such as `name`, in all places where their id stands. Empty where two
 * places disagree, and where an entry of a learner record says it that somebody else issued.
 */
export function said(credential: JsonObject, who: Json | undefined, member: string): string {
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

/** The holder's name: identities of type `name` that are not hashed, else the subject's own `name`. */
export function recipientName(credential: JsonObject): string {
  const names = identities(credential)
    .filter((one) => get(one, "identityType") === "name" && get(one, "hashed") === false)
    .map((one) => get(one, "identityHash"))
    .filter(isString);
  // The order of identities is not signed.
  return names.length > 0
    ? [...new Set(names)].sort().join(" / ")
    : said(credential, get(credential, "credentialSubject"), "name");
}

/** The things listed, each once, by the members that hold name and address; those with neither are left out. */
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
  // The order of a list is not signed, so that of too many the first are taken in another.
  const keys = [...found.keys()];
  const kept = keys.length <= LISTED_FACTS ? keys : keys.sort().slice(0, LISTED_FACTS);
  return kept.flatMap((key) => found.get(key) ?? []);
}

/** Whether it follows Verifiable Credentials 1.1, whose dates have other names. */
export function isVc1(credential: JsonObject): boolean {
  return entries(get(credential, "@context"))[0] === VC1;
}

/** Whether it follows a draft of Open Badges 3.0, which asked for less. */
export function isDraft(credential: JsonObject): boolean {
  return entries(get(credential, "@context")).some((one) => DRAFTS.includes(one));
}

/** Whether nothing in it says to whom it was awarded: no id, no identity, no name. */
export function namesNobody(credential: JsonObject): boolean {
  return !textAt(credential, "credentialSubject", "id") && identities(credential).length === 0 && !recipientName(credential);
}

/** When it begins and ends, null for no bound; the narrowest where it says both in the words of two versions. */
export function periodOf(credential: JsonObject): [begins: number | null, ends: number | null] {
  const dates = (names: string[]): number[] =>
    names.map((name) => moment(get(credential, name))).filter((when) => when !== null);
  const [begins, ends] = [dates(BEGINS), dates(ENDS)];
  return [begins.length > 0 ? Math.max(...begins) : null, ends.length > 0 ? Math.min(...ends) : null];
}

/** The bound as it is written. */
function bound(credential: JsonObject, when: number | null, names: string[]): string | null {
  return names.map((name) => textAt(credential, name)).find((text) => text && moment(text) === when) ?? null;
}

/** What an Open Badges 3.0 credential says of itself. */
export function badgeFacts(credential: JsonObject): BadgeFacts {
  const isRecord = typesOf(credential).includes("ClrCredential");
  // What a learner record is for stands in its entries.
  const achievement = isRecord ? undefined : inside(credential, "credentialSubject", "achievement");
  const [begins, ends] = periodOf(credential);
  const issuer = get(credential, "issuer");
  return {
    format: isRecord ? "clr" : "ob3",
    id: textAt(credential, "id") || null,
    name: textAt(achievement, "name") || textAt(credential, "name") || null,
    description: textAt(achievement, "description") || textAt(credential, "description") || null,
    image: idOf(inside(achievement, "image")) || null,
    issuer: { id: idOf(issuer) || null, name: said(credential, issuer, "name") || null, url: said(credential, issuer, "url") || null },
    recipient: { name: recipientName(credential) || null },
    issued: bound(credential, begins, BEGINS),
    expires: bound(credential, ends, ENDS),
    evidence: named(get(credential, "evidence"), "name", "id"),
    skills: named(inside(achievement, "alignment"), "targetName", "targetUrl"),
  };
}

/** Where the issuer is at home: host and path of a did:web, else the identifier itself. */
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

/** The issuer as sentences name it; by the name alone only when it is known here, since anyone may take any name. */
export function issuerOf(facts: BadgeFacts, known: boolean): Issuer {
  return new Issuer(facts.issuer.name ?? "", issuerAddress(facts.issuer.id ?? ""), known);
}
