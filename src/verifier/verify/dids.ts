// DID documents, the verification methods in them, and when a key may sign (Controlled Identifiers 1.0).
//
// Resolving reads the DID's own document and nothing else. A did:key or did:jwk needs no reading. If the issuer is an
// https address, its document is the Open Badges Profile there, which names its keys (profiles.ts).

import { didKeyDocument, didWebUrl } from "../openbadges/keys/did.js";
import { FetchError, why, type Fetch } from "./fetch.js";
import { entries, get, isObject, isString, JsonError, readOnce, type Json, type JsonObject } from "../openbadges/jsons.js";
import { decodePublic, ed25519, type PublicKey } from "../openbadges/keys/ed25519.js";
import { moment } from "../openbadges/moments.js";
import { Text } from "./report.js";
import { Work } from "../openbadges/work.js";

const MULTIBASE_TYPES = ["Multikey", "Ed25519VerificationKey2020"];
const JWK_TYPES = ["JsonWebKey", "JsonWebKey2020"];
const PROFILE = /^https:\/\/[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:\/[!$&'()*+,;=:@A-Za-z0-9._~%/-]*)?$/;

/** Keys known to be an issuer's, by the issuer's address: multikeys, or https addresses of keys. */
export type Keys = Readonly<Record<string, readonly string[]>>;

/** A path with `.` or `..` segments: browsers read another address than the one written. */
export const LEAVING = /(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)/i;

/** We could not get a key: why not, and the address where it should be. */
export class Unresolved {
  constructor(
    readonly code: "issuer-unreachable" | "issuer-did-unsupported" | "issuer-bad-document" | "issuer-key-not-named",
    readonly address: string,
    /** Why we could not read the address. */
    private readonly cause: Text | null = null,
  ) {}

  /** Why there is no document. */
  get reason(): Text {
    return this.cause ?? new Text("reason", this.code === "issuer-did-unsupported" ? "fetch-did" : "fetch-other");
  }
}

/** A verification method: its key as written, and when it may sign (null is no bound). */
export interface Method {
  readonly id: string;
  readonly type: string;
  readonly controller: string;
  readonly public: Json;
  readonly validFrom: number | null;
  readonly expires: number | null;
  readonly revoked: number | null;
}

/** The parts of a DID document that we need. Method entries stay unparsed until one is used. */
export interface DidDocument {
  readonly did: string;
  readonly address: string;
  readonly methods: ReadonlyMap<string, JsonObject>;
  readonly listed: ReadonlySet<string>;
  /** Other addresses that the document names for its keys. */
  readonly named?: ReadonlySet<string>;
  /** Keys the caller knows to be the issuer's, if the issuer's document lists none. */
  readonly vouched?: ReadonlyMap<string, JsonObject>;
  /** The document as read. */
  readonly raw?: JsonObject;
}

/**
 * Finds DID documents and reads each only once. `keys` are keys the caller knows to be an issuer's; they count only if
 * the issuer's own document lists none. `work` is the limit for the whole verification.
 */
export class Resolver {
  private readonly known = new Map<string, Promise<DidDocument | Unresolved>>();
  private readonly made = new Map<string, unknown>();

  constructor(
    private readonly fetch: Fetch,
    private readonly keys: Keys = {},
    readonly work = new Work(),
    /** Issuers and status lists the caller trusts. */
    readonly trusted: readonly string[] = [],
  ) {}

  /** The result of `make`, cached under `name` for this verification. */
  once<Made>(name: string, make: () => Made): Made {
    const found = this.made.has(name) ? (this.made.get(name) as Made) : make();
    this.made.set(name, found);
    return found;
  }

  resolve(did: string): Promise<DidDocument | Unresolved> {
    const found = this.known.get(did) ?? this.find(did);
    this.known.set(did, found);
    return found;
  }

  private async find(did: string): Promise<DidDocument | Unresolved> {
    if (did.startsWith("did:key:")) {
      const made = await didKeyDocument(did);
      return (made && documentOf(did, did, made)) ?? new Unresolved("issuer-did-unsupported", did);
    }
    if (did.startsWith("did:jwk:")) {
      const made = await (await import("../openbadges/keys/didjwk.js")).didJwkDocument(did);
      return (made && documentOf(did, did, made)) ?? new Unresolved("issuer-did-unsupported", did);
    }
    const address = isAddress(did) ? did : webAddress(did);
    if (address === null) {
      return new Unresolved("issuer-did-unsupported", did);
    }
    const read = await this.read(address);
    if (read instanceof Unresolved) {
      return read;
    }
    const found =
      address === did
        ? (await import("./profiles.js")).profileOf(did, read, this)
        : documentOf(did, address, read);
    return found ?? new Unresolved("issuer-bad-document", address);
  }

  /** The keys, and addresses of keys, that the caller knows to be this issuer's. */
  keysOf(issuer: string): readonly string[] {
    return Object.hasOwn(this.keys, issuer) ? (this.keys[issuer] ?? []) : [];
  }

  /** The JSON object at an address. */
  read(address: string): Promise<JsonObject | Unresolved> {
    return this.once(`document ${address}`, () => this.readNow(address));
  }

  private async readNow(address: string): Promise<JsonObject | Unresolved> {
    try {
      const bytes = await this.fetch(address);
      return readOnce(bytes, new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    } catch (error) {
      if (error instanceof FetchError) {
        return new Unresolved("issuer-unreachable", address, why(error));
      }
      if (error instanceof JsonError || error instanceof TypeError) {
        return new Unresolved("issuer-bad-document", address);
      }
      throw error;
    }
  }
}

/** Whether it is a plain https address without a query, which all readers parse alike. */
export function isAddress(name: string): boolean {
  return PROFILE.test(name) && !LEAVING.test(name);
}

/** The address of a did:web's document; http for localhost. */
function webAddress(did: string): string | null {
  return didWebUrl(did)?.replace(/^https:\/\/localhost(?=[:/])/, "http://localhost") ?? null;
}

/** The method with this id; null if there is none, Unresolved if its dates are not valid. */
export function methodOf(document: DidDocument, id: string): Method | Unresolved | null {
  const entry = document.methods.get(id) ?? document.vouched?.get(id);
  if (!entry) {
    return null;
  }
  const [validFrom, expires, revoked] = (["validFrom", "expires", "revoked"] as const).map((name) => {
    const value = get(entry, name) ?? null;
    return value === null ? null : (moment(value) ?? undefined);
  });
  if (validFrom === undefined || expires === undefined || revoked === undefined) {
    return new Unresolved("issuer-bad-document", document.address);
  }
  return {
    id,
    type: text(get(entry, "type")),
    controller: text(get(entry, "controller")),
    public: get(entry, JWK_TYPES.includes(text(get(entry, "type"))) ? "publicKeyJwk" : "publicKeyMultibase") ?? null,
    validFrom,
    expires,
    revoked,
  };
}

/** The method's key; null if we cannot use it or it is not of the kind its type says. */
export async function keyOf({ type, public: material }: Pick<Method, "type" | "public">): Promise<PublicKey | null> {
  if (isString(material) && MULTIBASE_TYPES.includes(type)) {
    const raw = decodePublic(material);
    if (raw) {
      return ed25519(raw);
    }
    return type === "Multikey" ? (await import("../openbadges/keys/publickey.js")).fromMultikey(material) : null;
  }
  return isObject(material) && JWK_TYPES.includes(type) ? (await import("../openbadges/keys/publickey.js")).fromJwk(material) : null;
}

/** Why the key may not sign at that time, and the bound that forbids it; null if it may. */
export function windowTrouble(method: Method, signed: number): [string, number] | null {
  if (method.revoked !== null && signed >= method.revoked) {
    return ["issuer-key-revoked", method.revoked];
  }
  if (method.expires !== null && signed >= method.expires) {
    return ["issuer-key-ended", method.expires];
  }
  if (method.validFrom !== null && signed < method.validFrom) {
    return ["issuer-key-not-yet", method.validFrom];
  }
  return null;
}

/** The parts of a document that we need; null if it is not this DID's. */
export function documentOf(did: string, address: string, read: JsonObject): DidDocument | null {
  if (get(read, "id") !== did) {
    return null;
  }
  const assertion = entries(get(read, "assertionMethod"));
  const methods = new Map<string, JsonObject>();
  for (const entry of [...entries(get(read, "verificationMethod")), ...assertion]) {
    const id = isObject(entry) ? absolute(did, get(entry, "id")) : null;
    if (isObject(entry) && id !== null && !methods.has(id)) {
      methods.set(id, entry);
    }
  }
  const ids = assertion.map((entry) => absolute(did, isObject(entry) ? get(entry, "id") : entry));
  return { did, address, methods, listed: new Set(ids.filter(isString)), raw: read };
}

function absolute(did: string, id: Json | undefined): string | null {
  return isString(id) ? (id.startsWith("#") ? did + id : id) : null;
}

function text(value: Json | undefined): string {
  return isString(value) ? value : "";
}
