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

import { decodeBase58 } from "./base58.js";
import { join } from "./bytes.js";
import { canonicalize } from "./canonical.js";
import { sha256 } from "./digest.js";
import { get, isObject, isString, type Json, type JsonObject } from "./json.js";
import { verifySignature, type PublicKey } from "./keys.js";
import { CredentialError } from "./problems.js";
import { remembering } from "./remember.js";
import type { Work } from "./work.js";

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
  if (!isString(value) || !value.startsWith("z") || value.length > 90) {
    return null;
  }
  const bytes = decodeBase58(value.slice(1));
  return bytes?.length === SIGNATURE_BYTES ? bytes : null;
}

/**
 * Whether the proof is the key's over the document without its proofs but for `previous`. Says nothing about whose
 * key that is. False for a key of another kind than the suite's. Throws CredentialError for a document or proof that
 * has no canonical form.
 */
export const holds = remembering(
  (document: JsonObject, proof: JsonObject, { raw, ...key }: PublicKey, previous: readonly JsonObject[] = []) =>
    JSON.stringify([document, proof, previous, { ...key, raw: [...raw] }]),
  checkedAgainst,
);

async function checkedAgainst(
  document: JsonObject,
  proof: JsonObject,
  key: PublicKey,
  previous: readonly JsonObject[] = [],
): Promise<boolean> {
  const signature = signatureIn(proof);
  if (!signature || suiteOf(proof)?.kind !== key.kind) {
    return false;
  }
  const hash = await hashData(document, proof, previous);
  return key.kind === "Ed25519"
    ? verifySignature(key.raw, hash, signature)
    : (await import("./publickey.js")).verifies(key, hash, signature);
}

/** SHA-256 of the canonical proof configuration, then SHA-256 of the canonical document. */
export const hashData = remembering(
  (document: JsonObject, proof: JsonObject, previous: readonly JsonObject[] = []) =>
    JSON.stringify([document, proof, previous]),
  hashed,
);

async function hashed(
  document: JsonObject,
  proof: JsonObject,
  previous: readonly JsonObject[] = [],
): Promise<Uint8Array> {
  const { options, unsigned } = signedParts(document, proof, previous);
  let texts: string[];
  if (suiteOf(proof)?.form === "jcs") {
    const { canonicalJson } = await import("./jcs.js");
    if (Object.hasOwn(options, "@context")) {
      unsigned["@context"] = contexts(document, options["@context"]);
    }
    texts = [canonicalJson(options), canonicalJson(unsigned)];
  } else {
    const form = canonicalize(await saying(unsigned));
    // What is wrong with the options comes first.
    form.catch(() => undefined);
    texts = [await canonicalize(options), await form];
  }
  return join(await Promise.all(texts.map(sha256)));
}

/** What is hashed: the proof's own configuration, and the document with the proofs that this one builds on. */
function signedParts(document: JsonObject, proof: JsonObject, previous: readonly JsonObject[]): Record<"options" | "unsigned", JsonObject> {
  const unsigned = without(document, "proof");
  const options = without(proof, "proofValue");
  if (previous.length > 0) {
    unsigned["proof"] = [...previous];
  }
  if (suiteOf(proof)?.form !== "jcs") {
    options["@context"] = document["@context"];
  }
  return { options, unsigned };
}

/** Pays for the check of one proof; throws CredentialError when there are no steps left. */
export async function pay(work: Work, document: JsonObject, proof: JsonObject, previous: readonly JsonObject[]): Promise<void> {
  work.signature();
  const { options, unsigned } = signedParts(document, proof, previous);
  work.document(options);
  work.document(suiteOf(proof)?.form === "jcs" ? unsigned : await saying(unsigned));
}

/** The contexts that were signed: the document's begin with them (vc-di-eddsa §3.3.2, step 4). */
function contexts(document: JsonObject, signed: Json | undefined): Json | undefined {
  const [named, given] = [listed(signed), listed(document["@context"])];
  if (!named.every((one, at) => one === given[at])) {
    const message = "the document does not begin with the contexts of its proof";
    throw new CredentialError("bad-context", message, { path: "proof.@context" });
  }
  return signed;
}

function listed(value: Json | undefined): (Json | undefined)[] {
  return Array.isArray(value) ? value : [value];
}

/** The document as its RDF says it: endorsements that are tokens stand beside it. */
export async function saying(document: JsonObject): Promise<JsonObject> {
  return JSON.stringify(document).includes('"endorsementJwt"')
    ? (await import("./attached.js")).unattached(document)
    : document;
}

/** A shallow copy without one member. */
export function without(object: JsonObject, name: string): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));
}
