// Data Integrity proofs: the suites we support, and how to check a proof.
//
//     eddsa-rdfc-2022       Ed25519 over RDFC-1.0      vc-di-eddsa §3.2
//     eddsa-jcs-2022        Ed25519 over JCS           vc-di-eddsa §3.3
//     eddsa-2022            an early draft's name for eddsa-rdfc-2022 (vc-di-eddsa of 2023-07-14, §3.2)
//     Ed25519Signature2020  Ed25519 over RDFC-1.0      vc-di-eddsa §3.4, the older form without a `cryptosuite`
//     ecdsa-rdfc-2019       P-256 over RDFC-1.0        vc-di-ecdsa §3.2
//
// The signature covers 64 bytes: the hash of the proof's own configuration, then the hash of the document. A proof in a
// chain signs the document together with the proofs it builds on (Data Integrity §4.3).

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

/** One way to sign: its names in a proof, the kind of key it takes, and the canonical form it signs. */
export interface Suite {
  readonly type: string;
  readonly cryptosuite: string | null;
  readonly kind: PublicKey["kind"];
  readonly form: "rdfc" | "jcs";
  /** The suite's current name, if `cryptosuite` is a draft's name for it. */
  readonly today?: string;
}

const SUITES: readonly Suite[] = [
  { type: "DataIntegrityProof", cryptosuite: "eddsa-rdfc-2022", kind: "Ed25519", form: "rdfc" },
  { type: "DataIntegrityProof", cryptosuite: "eddsa-jcs-2022", kind: "Ed25519", form: "jcs" },
  { type: "DataIntegrityProof", cryptosuite: "eddsa-2022", kind: "Ed25519", form: "rdfc", today: "eddsa-rdfc-2022" },
  { type: "DataIntegrityProof", cryptosuite: "ecdsa-rdfc-2019", kind: "P-256", form: "rdfc" },
  { type: "Ed25519Signature2020", cryptosuite: null, kind: "Ed25519", form: "rdfc" },
];

/** The suite of a proof; null if we do not know it. */
export function suiteOf(proof: Json): Suite | null {
  if (!isObject(proof)) {
    return null;
  }
  const [type, cryptosuite] = [get(proof, "type"), get(proof, "cryptosuite") ?? null];
  return SUITES.find((suite) => suite.type === type && suite.cryptosuite === cryptosuite) ?? null;
}

/** The 64 bytes of a `proofValue` in base58 multibase; null if it is anything else. Does not decode overlong text. */
export function signatureIn(proof: JsonObject): Uint8Array | null {
  const value = get(proof, "proofValue");
  if (!isString(value) || !value.startsWith("z") || value.length > PROOF_VALUE_CHARACTERS) {
    return null;
  }
  const bytes = decodeBase58(value.slice(1));
  return bytes?.length === SIGNATURE_BYTES ? bytes : null;
}

/**
 * Whether `key` signed the document, without its proofs except for `previous`, with this proof. Says nothing about
 * whose key it is. False for a kind of key that the suite does not take. Throws CredentialError if the document or the
 * proof has no canonical form. `data` is the result of `hashData`, if the caller has it already.
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
 * the proof without its value. For RDF suites it has the document's contexts (vc-di-eddsa §3.2.5). The document caches
 * the result unless the proof is part of a chain, because the next badge often uses the same status list.
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
    // If both fail, report the error in the options.
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

/** The document with the proofs that this proof builds on. */
function followed(document: JsonObject, previous: readonly JsonObject[]): JsonObject {
  return previous.length > 0 ? { ...document, proof: [...previous] } : document;
}

/** Charges for checking one proof. Throws CredentialError `too-complex` when no steps are left. */
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

/** The contexts that were signed; the document's contexts must begin with them (vc-di-eddsa §3.3.2, step 4). */
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
