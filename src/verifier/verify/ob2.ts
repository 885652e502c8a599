// Checks where an Open Badges 2.0 badge comes from: the issuer hosts the original, or has signed the badge.
//
// A hosted badge is genuine if its issuer publishes it, now, at the address that is its id. So we read that address,
// and the copy we were given must not claim anything else. A signed badge is a token. We read the key it names first,
// and nothing else it names until the signature holds. In both cases the BadgeClass names the issuer, and the issuer's
// own profile names its addresses, its keys and its revocations. Everything is read over https. A key the profile does
// not name does not count, even if it is on the same site.

import type { Keys } from "./dids.js";
import { idOf, textAt } from "./facts.js";
import { FetchError, why, type Fetch } from "./fetch.js";
import { entries, get, isObject, JsonError, readObject, type Json, type JsonObject } from "../openbadges/jsons.js";
import { tokenHolds, unsupportedIn, type Token } from "../openbadges/jwt.js";
import type { PublicKey } from "../openbadges/keys/ed25519.js";
import { differing, hostOf, isRevoked, isSigned, otherVerification, scopeOf } from "./ob2form.js";
import { addressOf, belongs } from "./ob2keys.js";
import { generation } from "./generation.js";
import { isProfile } from "./profiles.js";
import { fromPem } from "../openbadges/keys/publickey.js";
import { finding, Text, type Finding, type Values } from "./report.js";
import { OB2_KEYS } from "../openbadges/limits.js";

/** The result: three findings (absent if we did not get there), and the documents we found. */
export interface Origin {
  readonly assertion: JsonObject;
  readonly signature: Finding;
  readonly issuer?: Finding;
  readonly status?: Finding;
  readonly badge?: JsonObject;
  readonly profile?: JsonObject;
}

/** An address we could not use: we did not reach it, or it has the wrong content. */
export class Unread {
  constructor(
    readonly address: string,
    readonly reached: boolean,
    /** What the issuer still publishes there about a revoked badge. */
    readonly left: JsonObject | null = null,
    /** Why we did not reach it. */
    private readonly cause: Text | null = null,
  ) {}

  /** Values for a sentence: the address, and why we could not use it. */
  get values(): Values {
    return { address: this.address, reason: this.cause ?? new Text("reason", "fetch-other") };
  }
}

/**
 * Reads the linked documents of Open Badges 2.0 over https, each once. `keys` are keys the caller knows to be an
 * issuer's (`Resolver`).
 */
export class Reader {
  private readonly known = new Map<string, Promise<JsonObject | Unread>>();

  constructor(
    private readonly fetch: Fetch,
    private readonly keys: Keys = {},
  ) {}

  /** The object at the address, whatever its id. */
  async read(address: string): Promise<JsonObject | Unread> {
    if (!hostOf(address)) {
      return new Unread(address, true);
    }
    const found = this.known.get(address) ?? this.find(address);
    this.known.set(address, found);
    return found;
  }

  private async find(address: string): Promise<JsonObject | Unread> {
    try {
      return readObject(new TextDecoder("utf-8", { fatal: true }).decode(await this.fetch(address)));
    } catch (error) {
      if (error instanceof FetchError) {
        return new Unread(address, false, leftIn(error), why(error));
      }
      if (error instanceof JsonError || error instanceof TypeError) {
        return new Unread(address, true);
      }
      throw error;
    }
  }

  /** The object at the address, if its id is that address. */
  async named(address: string): Promise<JsonObject | Unread> {
    const found = await this.read(address);
    return found instanceof Unread || idOf(found) === address ? found : new Unread(address, true);
  }

  /** The badge at the address in a pointer; the pointer itself if there is none. */
  async pointed(pointer: JsonObject): Promise<JsonObject> {
    const found = await this.read(idOf(pointer));
    // Badges of version 1 have no id.
    const fits = !(found instanceof Unread) && (idOf(found) === idOf(pointer) || generation(found) === 1);
    return fits ? found : pointer;
  }

  /** The BadgeClass and the issuer's own profile, if we can get them. */
  async parts(assertion: JsonObject): Promise<{ badge: JsonObject | Unread; profile: JsonObject | Unread }> {
    const given = get(assertion, "badge");
    const badge = isObject(given) && Object.hasOwn(given, "issuer") ? given : await this.named(idOf(given));
    return { badge, profile: badge instanceof Unread ? badge : await this.profile(badge) };
  }

  /** The issuer's own profile, from its own address. What others say about the issuer does not count. */
  private async profile(badge: JsonObject): Promise<JsonObject | Unread> {
    if (!Object.hasOwn(badge, "issuer")) {
      return new Unread(idOf(badge), true);
    }
    const address = idOf(get(badge, "issuer"));
    const found = await this.named(address);
    return found instanceof Unread || isProfile(found) ? found : new Unread(address, true);
  }

  /** The keys, and addresses of keys, that the caller knows to be this issuer's. */
  keysOf(profile: JsonObject): readonly string[] {
    const issuer = idOf(profile);
    return Object.hasOwn(this.keys, issuer) ? (this.keys[issuer] ?? []) : [];
  }
}

/** The body of a 410 answer if it says that the badge is revoked. Nothing else from there counts. */
function leftIn({ left }: FetchError): JsonObject | null {
  try {
    const notice = left ? readObject(new TextDecoder("utf-8", { fatal: true }).decode(left)) : {};
    return get(notice, "revoked") === true ? notice : null;
  } catch {
    return null;
  }
}

/** The origin of a badge without a signature. */
export async function hosted(copy: JsonObject, reader: Reader): Promise<Origin> {
  const address = idOf(copy);
  if (isSigned(copy)) {
    return { assertion: copy, signature: finding("failed", "signature-missing") };
  }
  const suite = otherVerification(copy);
  if (suite) {
    return { assertion: copy, signature: finding("unknown", "signature-unsupported", { suite }) };
  }
  if (!hostOf(address)) {
    return { assertion: copy, signature: finding("failed", "signature-hosted-address", { address }) };
  }
  const read = await reader.read(address);
  const original = (read instanceof Unread && read.left) || read;
  if (original instanceof Unread) {
    const issuer = finding("unknown", "issuer-profile-unreachable", original.values);
    return { assertion: copy, signature: finding("unknown", "signature-hosted-unreachable", original.values), issuer };
  }
  const field = differing(copy, original);
  if (field) {
    return { assertion: copy, signature: finding("failed", "signature-hosted-other", { address, field }) };
  }
  const revoked = isRevoked(original);
  const assertion = revoked ? remembered(copy, original) : original;
  const signature = finding("passed", "signature-hosted", { address });
  const { badge, profile } = await reader.parts(assertion);
  if (badge instanceof Unread || profile instanceof Unread) {
    return profileless(assertion, signature, badge, profile);
  }
  const scope = scopeOf(address, profile);
  if (scope === "outside") {
    return { assertion, signature, issuer: finding("failed", "issuer-scope", { address }), badge, profile };
  }
  if (scope === "unsaid") {
    return { assertion, signature, issuer: finding("unknown", "issuer-scope-unsaid", { address }), badge, profile };
  }
  const because = textAt(original, "revocationReason");
  const status = revoked ? finding("failed", "status-revoked", { because }) : finding("passed", "status-ok");
  return { assertion, signature, issuer: finding("passed", "issuer-hosted"), status, badge, profile };
}

/** A revoked badge: what the issuer still publishes, filled up from our copy just enough to say which badge it was. */
function remembered(copy: JsonObject, original: JsonObject): JsonObject {
  return { badge: idOf(get(copy, "badge")), recipient: get(copy, "recipient"), issuedOn: get(copy, "issuedOn"), ...original };
}

/** The origin of a badge in a token. */
export async function signed(assertion: JsonObject, token: Token, reader: Reader): Promise<Origin> {
  const creator = textAt(assertion, "verification", "creator");
  const keys = creator ? [await keyOf(creator, reader)] : await issuersKeys(assertion, reader);
  const unread = keys.find((key) => key instanceof Unread);
  if (unread) {
    const { values, reached } = unread;
    const issuer = finding("unknown", reached ? "issuer-bad-document" : "issuer-unreachable", values);
    return { assertion, signature: finding("unknown", "signature-key-unreachable", values), issuer };
  }
  const { signature, key } = await held(token, keys as JsonObject[]);
  if (!key) {
    return { assertion, signature };
  }
  const { badge, profile } = await reader.parts(assertion);
  if (badge instanceof Unread || profile instanceof Unread) {
    return profileless(assertion, signature, badge, profile);
  }
  const issuer = await belongs(key, profile, reader.keysOf(profile));
  return issuer.outcome === "passed"
    ? { assertion, signature, issuer, status: await revocation(assertion, profile, reader), badge, profile }
    : { assertion, signature, issuer, badge, profile };
}

/** The finding for the signature, and the key that made it. */
async function held(token: Token, keys: readonly JsonObject[]): Promise<{ signature: Finding; key?: JsonObject }> {
  const usable: [PublicKey, JsonObject][] = [];
  for (const key of keys) {
    const read = await fromPem(textAt(key, "publicKeyPem"));
    if (read) {
      usable.push([read, key]);
    }
  }
  const suite = unsupportedIn(token);
  if (suite) {
    return { signature: finding("unknown", "signature-unsupported", { suite }) };
  }
  for (const [read, key] of usable) {
    if (await tokenHolds(token, read)) {
      return { signature: finding("passed", "signature-ok"), key };
    }
  }
  if (keys.length === 0) {
    return { signature: finding("failed", "signature-key-missing") };
  }
  return {
    signature:
      usable.length === 0
        ? finding("failed", "signature-key-malformed", { address: idOf(keys[0]) })
        : finding("failed", "signature-mismatch"),
  };
}

/** The CryptographicKey with this id: at its address, or among the keys of the profile there. */
async function keyOf(keyId: string, reader: Reader): Promise<JsonObject | Unread> {
  const address = addressOf(keyId);
  const found = await reader.read(address);
  if (found instanceof Unread || idOf(found) === keyId) {
    return found;
  }
  return entries(get(found, "publicKey")).filter(isObject).find((one) => idOf(one) === keyId) ?? new Unread(address, true);
}

/** The issuer's keys, for a badge that does not name the key that signed it. */
async function issuersKeys(assertion: JsonObject, reader: Reader): Promise<(JsonObject | Unread)[]> {
  const { profile } = await reader.parts(assertion);
  if (profile instanceof Unread) {
    return [profile];
  }
  const keys: (JsonObject | Unread)[] = [];
  const own = entries(get(profile, "publicKey"));
  const listed = own.length > 0 ? own : reader.keysOf(profile).filter((one) => one.includes(":"));
  for (const one of listed.slice(0, OB2_KEYS)) {
    keys.push(isObject(one) && Object.hasOwn(one, "publicKeyPem") ? one : await keyOf(idOf(one), reader));
  }
  return keys;
}

/** Checks the issuer's RevocationList. It has no signature, so we rely on https. */
async function revocation(assertion: JsonObject, profile: JsonObject, reader: Reader): Promise<Finding> {
  const address = idOf(get(profile, "revocationList"));
  if (!address) {
    return finding("skipped", "status-none");
  }
  const listed = await reader.read(address);
  if (listed instanceof Unread) {
    return listed.reached ? noList("list-type", address) : finding("unknown", "status-unreachable", listed.values);
  }
  if (Object.hasOwn(listed, "id") && get(listed, "id") !== address) {
    return noList("list-address", address);
  }
  if (Object.hasOwn(listed, "issuer") && idOf(get(listed, "issuer")) !== idOf(profile)) {
    return noList("list-issuer", address);
  }
  if (!Object.hasOwn(listed, "revokedAssertions")) {
    return noList("list-type", address);
  }
  const mine = [idOf(assertion), textAt(assertion, "uid")].filter(Boolean);
  const isMine = (one: Json): boolean => mine.includes(idOf(one)) || mine.includes(textAt(one, "uid"));
  const entry = entries(get(listed, "revokedAssertions")).find(isMine);
  return entry === undefined
    ? finding("passed", "status-ok")
    : finding("failed", "status-revoked", { because: textAt(entry, "revocationReason") });
}

function noList(reason: string, address: string): Finding {
  return finding("unknown", "status-list-invalid", { address, reason: new Text("reason", reason) });
}

/** The origin if we cannot get the BadgeClass or the issuer's profile. */
function profileless(
  assertion: JsonObject,
  signature: Finding,
  badge: JsonObject | Unread,
  profile: JsonObject | Unread,
): Origin {
  const { values, reached } = (badge instanceof Unread ? badge : profile) as Unread;
  const issuer = finding("unknown", reached ? "issuer-profile-other" : "issuer-profile-unreachable", values);
  return { assertion, signature, issuer, ...(badge instanceof Unread ? {} : { badge }) };
}
