// The view for specialists: what exactly was signed, the hashes, the key, the status list, and every document as read.
// Built only when opened, from what the check has read already: it fetches nothing.

import type { Answer } from "./verifier.js";
import { hex } from "../openbadges/jsonld/digest.js";
import { Document } from "../openbadges/jsonld/document.js";
import { idOf } from "../verify/facts.js";
import { entries, get, isObject, isString, type Json, type JsonObject } from "../openbadges/jsons.js";
import { withSpecialist } from "../words/languages.js";
import { element, textElement, type Site } from "./page.js";
import { hashData, suiteOf } from "../openbadges/proof.js";
import { decodeList, getBit } from "../openbadges/status.js";
import { say, type Catalogue } from "../words/telling.js";

const LONGEST_SHOWN = 100_000;
const MOST_SHOWN = 20;
const OWN_DOCUMENT = /^did:(?:key|jwk):/;

/** Fills `place` with the technical view of an answer. */
export async function showTechnical(place: HTMLElement, answer: Answer, site: Site): Promise<void> {
  const words = await withSpecialist(answer.language);
  const { credential = null, token = null } = answer.parsed ?? {};
  if (!credential) {
    place.replaceChildren(textElement("p", "", say(words, "label", "nothing-technical")));
    return;
  }
  const read = documentsOf(answer, site);
  const proofs = token ? [] : entries(get(credential, "proof")).filter(isObject).slice(0, MOST_SHOWN);
  const named = [idOf(get(credential, "issuer")), ...proofs.map((proof) => text(get(proof, "verificationMethod")))];
  const isPlain = !token && proofs.every((proof) => suiteOf(proof)?.form === "rdfc") && !named.some((one) => OWN_DOCUMENT.test(one));
  const forms = isPlain ? null : await import("./technicalforms.js");
  const made = (await forms?.documentsOf(named)) ?? new Map<string, string>();
  const documents = new Map([...read, ...made]);
  const signed = new Document(credential);
  const shownForms = await formsOf(signed, proofs, words, forms?.canonicalOf);
  place.replaceChildren(
    ...shownForms,
    ...(await Promise.all(proofs.map((proof) => proofRows(signed, proof, documents, words)))).flat(),
    ...(token && forms ? forms.tokenRows(token, [...documents.values()].flatMap(methodsOf), words) : []),
    ...(await bitsOf(credential, documents, words)),
    ...[...read].map(([address, text]) => shown(say(words, "label", "document", { address }), text)),
    ...[...made].map(([address, text]) => shown(say(words, "label", "made", { address }), text)),
    shown(say(words, "label", "json"), JSON.stringify(credential, null, 2)),
  );
}

/** Every document read, as text, by the address that the badge or its issuer gives. */
function documentsOf(answer: Answer, site: Site): Map<string, string> {
  const texts = [...answer.read].slice(0, MOST_SHOWN).map(([address, bytes]): [string, string] => {
    const moved = site.servedFrom && address.startsWith(site.servedFrom) ? site.baseUrl + address.slice(site.servedFrom.length) : address;
    return [moved, new TextDecoder().decode(bytes)];
  });
  return new Map(texts);
}

/** The canonical forms of the credential that its proofs cover. */
async function formsOf(
  signed: Document,
  proofs: readonly JsonObject[],
  words: Catalogue,
  jcs: ((credential: JsonObject) => string | null) | undefined,
): Promise<HTMLElement[]> {
  const forms = new Set(proofs.map((proof) => suiteOf(proof)?.form));
  const found = [
    ["RDFC-1.0", forms.has("rdfc") ? await signed.canonical().catch(() => null) : null],
    ["JCS, RFC 8785", forms.has("jcs") ? jcs?.(signed.unsigned) : null],
  ] as const;
  return found.flatMap(([kind, canonical]) => (canonical ? [shown(say(words, "label", "canonical", { kind }), canonical)] : []));
}

/** A proof's members, the two hashes it signs, and the key it names, as in the key's document. */
async function proofRows(
  signed: Document,
  proof: JsonObject,
  documents: ReadonlyMap<string, string>,
  words: Catalogue,
): Promise<HTMLElement[]> {
  const method = text(get(proof, "verificationMethod"));
  const suite = text(get(proof, "cryptosuite")) || text(get(proof, "type"));
  const found = [...documents.values()].flatMap(methodsOf).find((one) => method.endsWith(text(get(one, "id"))) && get(one, "id"));
  // A proof in a chain also signs the earlier proof.
  const isSingle = suiteOf(proof) && !Object.hasOwn(proof, "previousProof");
  const hashes = isSingle ? await hashData(signed, proof).catch(() => null) : null;
  return [
    row(say(words, "label", "suite"), suite),
    ...(hashes ? [
      row(say(words, "label", "hash-proof"), hex(hashes.subarray(0, 32))),
      row(say(words, "label", "hash"), hex(hashes.subarray(32))),
    ] : []),
    row(say(words, "label", "method"), method),
    ...(found ? [row(say(words, "label", "key"), keyIn(found))] : []),
    ...(get(proof, "created") ? [row(say(words, "label", "created"), text(get(proof, "created")))] : []),
    row(say(words, "label", "signature"), text(get(proof, "proofValue"))),
  ];
}

/** The key in a verification method, as written. */
export function keyIn(method: JsonObject): string {
  return text(get(method, "publicKeyMultibase")) || JSON.stringify(get(method, "publicKeyJwk") ?? null);
}

function methodsOf(document: string): JsonObject[] {
  const read = object(document);
  return [...entries(get(read, "verificationMethod")), ...entries(get(read, "assertionMethod"))].filter(isObject);
}

/** Each place of the badge in a status list, with its bit. */
async function bitsOf(credential: JsonObject, documents: ReadonlyMap<string, string>, words: Catalogue): Promise<HTMLElement[]> {
  const rows: HTMLElement[] = [];
  for (const entry of entries(get(credential, "credentialStatus")).filter(isObject).slice(0, MOST_SHOWN)) {
    const [list, index] = [text(get(entry, "statusListCredential")), text(get(entry, "statusListIndex"))];
    const read = object(documents.get(list) ?? "");
    const subject = get(read, "credentialSubject");
    const encoded = isObject(subject) ? text(get(subject, "encodedList")) : "";
    const bits = encoded ? await decodeList(encoded, LONGEST_SHOWN * 40, false) : null;
    const bit = bits && /^\d{1,12}$/.test(index) ? getBit(bits, Number(index)) : null;
    const values = { list: list || idOf(entry), index: index || "?", bit: bit === null ? "?" : Number(bit) };
    rows.push(row(say(words, "label", "bit"), say(words, "label", "bit-is", values)));
  }
  return rows;
}

function object(document: string): JsonObject {
  try {
    const read: unknown = JSON.parse(document);
    return isObject(read) ? read : {};
  } catch {
    return {};
  }
}

export function text(value: Json | undefined): string {
  return isString(value) ? value.slice(0, LONGEST_SHOWN) : "";
}

/** The text with characters that change its direction shown as JSON escapes. */
function upright(value: string): string {
  return value.replace(/\p{Bidi_C}/gu, (sign) => escape(sign).replace("%", "\\"));
}

export function row(name: string, value: string): HTMLElement {
  const code = textElement("code", "", upright(value));
  code.dir = "ltr";
  return element("p", "technical__row", [textElement("span", "technical__name", name), code]);
}

export function shown(name: string, value: string): HTMLElement {
  const pre = textElement("pre", "technical__text", upright(value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN)}…` : value));
  pre.dir = "ltr";
  pre.tabIndex = 0;
  pre.setAttribute("role", "group");
  pre.setAttribute("aria-label", name);
  return element("details", "technical__part", [textElement("summary", "", name), pre]);
}
