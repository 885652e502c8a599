// The Data Integrity suites that badges are signed with, and how each is checked.
//
//     eddsa-rdfc-2022       Ed25519 over RDFC-1.0      vc-di-eddsa §3.2
//     eddsa-jcs-2022        Ed25519 over JCS           vc-di-eddsa §3.3
//     eddsa-2022            the first of these, as a draft called it (vc-di-eddsa of 2023-07-14, §3.2)
//     Ed25519Signature2020  Ed25519 over RDFC-1.0      vc-di-eddsa §3.4, its older form without a `cryptosuite`
//     ecdsa-rdfc-2019       P-256 over RDFC-1.0        vc-di-ecdsa §3.2
//
// What is signed is the hash of the proof's own configuration and the hash of the document, 64 bytes in all. A proof
// of a chain signs the document together with the proofs it builds on (Data Integrity §4.3).

import { decodeBase58 } from "./keys/base58.js";
import { join } from "./bytes.js";
import { canonicalize } from "./jsonld/canonical.js";
import { sha256 } from "./jsonld/digest.js";
import type { Document } from "./jsonld/document.js";
import { get, isObject, isString, without, type Json, type JsonObject, same } from "./jsons.js";
import { verifySignature, type PublicKey } from "./keys/ed25519.js";
import { CredentialError } from "./problems.js";
import type { Work } from "./work.js";
import { PROOF_VALUE_CHARACTERS } from "./limits.js";

export const PURPOSE = "assertionMethod";
const SIGNATURE_BYTES = 64;

/** One way to sign: the kind of key, and the canonical form. */
export interface Suite {
  readonly type: string;
  readonly cryptosuite: string | null;
  readonly kind: PublicKey["kind"];
  readonly form: "rdfc" | "jcs";
  /** What a suite is called today that has here the name that a draft gave it. */
  readonly today?: string;
}

const SUITES: readonly Suite[] = [
  { type: "DataIntegrityProof", cryptosuite: "eddsa-rdfc-2022", kind: "Ed25519", form: "rdfc" },
  { type: "DataIntegrityProof", cryptosuite: "eddsa-jcs-2022", kind: "Ed25519", form: "jcs" },
  { type: "DataIntegrityProof", cryptosuite: "eddsa-2022", kind: "Ed25519", form: "rdfc", today: "eddsa-rdfc-2022" },
  { type: "DataIntegrityProof", cryptosuite: "ecdsa-rdfc-2019", kind: "P-256", form: "rdfc" },
  { type: "Ed25519Signature2020", cryptosuite: null, kind: "Ed25519", form: "rdfc" },
];

/** The suite of a proof, null for one that is not known here. */
export function suiteOf(proof: Json): Suite | null {
  if (!isObject(proof)) {
    return null;
  }
  const [type, cryptosuite] = [get(proof, "type"), get(proof, "cryptosuite") ?? null];
  return SUITES.find((suite) => suite.type === type && suite.cryptosuite === cryptosuite) ?? null;
}

/** The 64 bytes of a `proofValue`; null when it is not that. Longer text is not worth the arithmetic. */
export function signatureIn(proof: JsonObject): Uint8Array | null {
  const value = get(proof, "proofValue");
  if (!isString(value) || !value.startsWith("z") || value.length > PROOF_VALUE_CHARACTERS) {
    return null;
  }
  const bytes = decodeBase58(value.slice(1));
  return bytes?.length === SIGNATURE_BYTES ? bytes : null;
}

/**
 * Whether the proof is the key's over the document without its proofs but for `previous`. Says nothing about whose
 * key that is. False for a key of another kind than the suite's. Throws CredentialError for a document or proof that
 * has no canonical form. `data` is what was signed, where it was made already.
 */
export async function holds(
  document: Document,
  proof: JsonObject,
  key: PublicKey,
  previous: readonly JsonObject[] = [],
  data?: Promise<Uint8Array>,
): Promise<boolean> {
  const signature = signatureIn(proof);
  if (!signature || suiteOf(proof)?.kind !== key.kind) {
    return false;
  }
  const hash = await (data ?? hashData(document, proof, previous));
  return key.kind === "Ed25519"
    ? verifySignature(key.raw, hash, signature)
    : (await import("./keys/publickey.js")).verifies(key, hash, signature);
}

/**
 * SHA-256 of the canonical proof configuration, then SHA-256 of the canonical document: 64 bytes. The configuration is
 * the proof without its value; over RDF it has the document's contexts (vc-di-eddsa §3.2.5). Of a proof that builds on
 * no other it is kept with the document: the next badge has the same list.
 */
export function hashData(
  document: Document,
  proof: JsonObject,
  previous: readonly JsonObject[] = [],
): Promise<Uint8Array> {
  return previous.length > 0 ? hashed(document, proof, previous) : document.once(proof, () => hashed(document, proof, []));
}

async function hashed(document: Document, proof: JsonObject, previous: readonly JsonObject[]): Promise<Uint8Array> {
  const options = optionsOf(document, proof);
  let texts: string[];
  if (suiteOf(proof)?.form === "jcs") {
    const { canonicalJson } = await import("./jcs.js");
    const isNamed = Object.hasOwn(options, "@context");
    const named = isNamed ? contexts(document.given, options["@context"]) : document.given["@context"];
    const first = canonicalJson(options);
    if (previous.length === 0 && same(named, document.given["@context"])) {
      texts = [first, await document.canonicalJson()];
    } else {
      const unsigned = followed(document.unsigned, previous);
      texts = [first, canonicalJson(isNamed ? { ...unsigned, "@context": named } : unsigned)];
    }
  } else {
    const form = previous.length > 0 ? canonicalize(followed(document.source, previous)) : document.canonical();
    // What is wrong with the options comes first.
    form.catch(() => undefined);
    texts = [await canonicalize(options), await form];
  }
  return join(await Promise.all(texts.map(sha256)));
}

/** The proof's own configuration. */
function optionsOf({ given }: Document, proof: JsonObject): JsonObject {
  const options = without(proof, "proofValue");
  return suiteOf(proof)?.form === "jcs" ? options : { ...options, "@context": given["@context"] };
}

/** The document with the proofs that a proof builds on. */
function followed(document: JsonObject, previous: readonly JsonObject[]): JsonObject {
  return previous.length > 0 ? { ...document, proof: [...previous] } : document;
}

/** Pays for the check of one proof; throws CredentialError when there are no steps left. */
export function pay(work: Work, document: Document, proof: JsonObject, previous: readonly JsonObject[]): void {
  work.signature();
  work.document(optionsOf(document, proof));
  if (suiteOf(proof)?.form === "jcs") {
    work.document(followed(document.unsigned, previous));
  } else if (previous.length > 0) {
    work.document(followed(document.source, previous));
  } else {
    document.pay(work);
  }
}

/** The contexts that were signed: the document's begin with them (vc-di-eddsa §3.3.2, step 4). */
function contexts(document: JsonObject, signed: Json | undefined): Json | undefined {
  const [named, given] = [listed(signed), listed(document["@context"])];
  if (!named.every((one, at) => one === given[at])) {
    throw new CredentialError("bad-context", { path: "proof.@context" });
  }
  return signed;
}

function listed(value: Json | undefined): (Json | undefined)[] {
  return Array.isArray(value) ? value : [value];
}
