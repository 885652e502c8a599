// The view for specialists: what exactly was signed, its hashes, the key, the list, and every document as it was read.
// Made only when it is opened, from what the check has read already: nothing more is fetched.

import type { Answer } from "./asked.js";
import { canonicalize } from "./canonical.js";
import { hex, sha256 } from "./digest.js";
import { idOf } from "./facts.js";
import { entries, get, isObject, isString, type Json, type JsonObject } from "./json.js";
import { holding, line, type Site } from "./page.js";
import { parse } from "./parse.js";
import { without } from "./proof.js";
import { decodeList, getBit } from "./status.js";
import { piece } from "./words.js";

const LONGEST_SHOWN = 100_000;
const MOST_SHOWN = 20;

/** Fills the place with the technical view of an answer. */
export async function showTechnical(place: HTMLElement, answer: Answer, site: Site): Promise<void> {
  const { credential } = await parse(answer.data);
  if (!credential) {
    place.replaceChildren(line("p", "", piece("label", "nothing-technical")));
    return;
  }
  const documents = documentsOf(answer, site);
  const proofs = entries(get(credential, "proof")).filter(isObject).slice(0, MOST_SHOWN);
  place.replaceChildren(
    ...(await hashesOf(credential, proofs)),
    ...proofs.flatMap((proof) => keyOf(proof, documents)),
    ...(await bitsOf(credential, documents)),
    ...[...documents].map(([address, text]) => shown(piece("label", "document", { address }), text)),
    shown(piece("label", "json"), JSON.stringify(credential, null, 2)),
  );
}

/** Every document that was read, as text, by the address that the badge or its issuer gives for it. */
function documentsOf(answer: Answer, site: Site): Map<string, string> {
  const texts = [...answer.read].slice(0, MOST_SHOWN).map(([address, bytes]): [string, string] => {
    const moved = site.servedFrom && address.startsWith(site.servedFrom) ? site.baseUrl + address.slice(site.servedFrom.length) : address;
    return [moved, new TextDecoder().decode(bytes)];
  });
  return new Map(texts);
}

/** The canonical form and what is hashed of it, where the signature is over that. */
async function hashesOf(credential: JsonObject, proofs: readonly JsonObject[]): Promise<HTMLElement[]> {
  if (!proofs.some((proof) => /-rdfc-|2020$/.test(text(get(proof, "cryptosuite")) || text(get(proof, "type"))))) {
    return [];
  }
  const canonical = await canonicalize(without(credential, "proof")).catch(() => null);
  if (canonical === null) {
    return [];
  }
  return [
    row(piece("label", "hash"), hex(await sha256(canonical))),
    shown(piece("label", "canonical"), canonical),
  ];
}

/** The key that a proof names, as its document gives it. */
function keyOf(proof: JsonObject, documents: ReadonlyMap<string, string>): HTMLElement[] {
  const method = text(get(proof, "verificationMethod"));
  const suite = text(get(proof, "cryptosuite")) || text(get(proof, "type"));
  const found = [...documents.values()].flatMap(methodsOf).find((one) => method.endsWith(text(get(one, "id"))) && get(one, "id"));
  const key = text(get(found ?? {}, "publicKeyMultibase")) || (found ? JSON.stringify(get(found, "publicKeyJwk") ?? null) : "");
  return [
    row(piece("label", "suite"), suite),
    row(piece("label", "method"), method),
    ...(key && key !== "null" ? [row(piece("label", "key"), key)] : []),
    ...(get(proof, "created") ? [row(piece("label", "created"), text(get(proof, "created")))] : []),
    row(piece("label", "signature"), text(get(proof, "proofValue"))),
  ];
}

function methodsOf(document: string): JsonObject[] {
  const read = object(document);
  return [...entries(get(read, "verificationMethod")), ...entries(get(read, "assertionMethod"))].filter(isObject);
}

/** Each place in a status list and the bit that stands there. */
async function bitsOf(credential: JsonObject, documents: ReadonlyMap<string, string>): Promise<HTMLElement[]> {
  const rows: HTMLElement[] = [];
  for (const entry of entries(get(credential, "credentialStatus")).filter(isObject).slice(0, MOST_SHOWN)) {
    const [list, index] = [text(get(entry, "statusListCredential")), text(get(entry, "statusListIndex"))];
    const read = object(documents.get(list) ?? "");
    const subject = get(read, "credentialSubject");
    const encoded = isObject(subject) ? text(get(subject, "encodedList")) : "";
    const bits = encoded ? await decodeList(encoded, LONGEST_SHOWN * 40, false) : null;
    const bit = bits && /^\d{1,12}$/.test(index) ? getBit(bits, Number(index)) : null;
    const values = { list: list || idOf(entry), index: index || "?", bit: bit === null ? "?" : Number(bit) };
    rows.push(row(piece("label", "bit"), piece("label", "bit-is", values)));
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

function text(value: Json | undefined): string {
  return isString(value) ? value.slice(0, LONGEST_SHOWN) : "";
}

function row(name: string, value: string): HTMLElement {
  const code = line("code", "", value);
  code.dir = "ltr";
  return holding("p", "technical__row", [line("span", "technical__name", name), code]);
}

function shown(name: string, value: string): HTMLElement {
  const pre = line("pre", "technical__text", value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN)}…` : value);
  pre.dir = "ltr";
  pre.tabIndex = 0;
  pre.setAttribute("role", "group");
  pre.setAttribute("aria-label", name);
  return holding("details", "technical__part", [line("summary", "", name), pre]);
}
