// Whose key is it: DID documents, the methods in them, and the time a key may sign in (Controlled Identifiers 1.0).
//
// Resolution asks for the DID's own document and nothing else; a did:key or did:jwk needs no asking. An issuer that is
// an https address is its own document there: an Open Badges Profile that names its keys (profiles.ts).

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

/** Keys that are known to be an issuer's, by the issuer's address: multikeys, or https addresses of keys. */
export type Keys = Readonly<Record<string, readonly string[]>>;

/** A path that leaves its folder again: browsers ask for another address than the one that is written. */
export const LEAVING = /(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)/i;

/** A key that is not at hand: why, and where it should be. */
export class Unresolved {
  constructor(
    readonly code: "issuer-unreachable" | "issuer-did-unsupported" | "issuer-bad-document" | "issuer-key-not-named",
    readonly address: string,
    /** Why the address could not be read. */
    private readonly told: Text | null = null,
  ) {}

  /** Why there is no document. */
  get reason(): Text {
    return this.told ?? new Text("reason", this.code === "issuer-did-unsupported" ? "fetch-did" : "fetch-other");
  }
}

/** A verification method: its key as written, and the time it may sign in (null is no bound). */
export interface Method {
  readonly id: string;
  readonly type: string;
  readonly controller: string;
  readonly public: Json;
  readonly validFrom: number | null;
  readonly expires: number | null;
  readonly revoked: number | null;
}

/** A DID document as far as it matters here. */
export interface DidDocument {
  readonly did: string;
  readonly address: string;
  readonly methods: ReadonlyMap<string, JsonObject>;
  readonly listed: ReadonlySet<string>;
  /** Other addresses at which the document says that its keys are. */
  readonly named?: ReadonlySet<string>;
  /** Keys that whoever asks knows to be the issuer's, where its document lists none. */
  readonly vouched?: ReadonlyMap<string, JsonObject>;
  /** The document as it was read. */
  readonly said?: JsonObject;
}

/**
 * Finds DID documents; each is asked for once. `keys` are those that whoever asks knows to be an issuer's. They count
 * where the issuer's own document lists none. `work` is what one verification may cost, this and all else.
 */
export class Resolver {
  private readonly known = new Map<string, Promise<DidDocument | Unresolved>>();
  private readonly made = new Map<string, unknown>();

  constructor(
    private readonly fetch: Fetch,
    private readonly keys: Keys = {},
    readonly work = new Work(),
    /** Issuers and status lists that whoever asks knows. */
    readonly trusted: readonly string[] = [],
  ) {}

  /** What is made one time for a verification, by a name of its own. */
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

  /** The keys, and addresses of keys, that whoever asks knows to be this issuer's. */
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

/** Whether it is a plain https address, which every reader takes apart in the same way; one with a query is none. */
export function isAddress(name: string): boolean {
  return PROFILE.test(name) && !LEAVING.test(name);
}

/** Where a did:web's document is; this machine's own servers speak http. */
function webAddress(did: string): string | null {
  return didWebUrl(did)?.replace(/^https:\/\/localhost(?=[:/])/, "http://localhost") ?? null;
}

/** The method of that id: null when there is none, Unresolved when its dates are not dates. */
export function methodOf(document: DidDocument, id: string): Method | Unresolved | null {
  const entry = document.methods.get(id) ?? document.vouched?.get(id);
  if (!entry) {
    return null;
  }
  const [validFrom, expires, revoked] = (["validFrom", "expires", "revoked"] as const).map((name) => {
    const said = get(entry, name) ?? null;
    return said === null ? null : (moment(said) ?? undefined);
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

/** The method's key; null when that is none that can be used, or not of the kind that the type says. */
export async function keyOf({ type, public: said }: Pick<Method, "type" | "public">): Promise<PublicKey | null> {
  if (isString(said) && MULTIBASE_TYPES.includes(type)) {
    const raw = decodePublic(said);
    if (raw) {
      return ed25519(raw);
    }
    return type === "Multikey" ? (await import("../openbadges/keys/publickey.js")).fromMultikey(said) : null;
  }
  return isObject(said) && JWK_TYPES.includes(type) ? (await import("../openbadges/keys/publickey.js")).fromJwk(said) : null;
}

/** Why the key may not have signed at that moment, and the bound that says so. */
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

/** What matters of a document that was read; null when it is not this DID's. */
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
  return { did, address, methods, listed: new Set(ids.filter(isString)), said: read };
}

function absolute(did: string, id: Json | undefined): string | null {
  return isString(id) ? (id.startsWith("#") ? did + id : id) : null;
}

function text(value: Json | undefined): string {
  return isString(value) ? value : "";
}
