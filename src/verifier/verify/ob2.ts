// Where an Open Badges 2.0 badge comes from: the issuer's own copy of it, or the issuer's signature.
//
// A hosted badge is genuine when the issuer shows it, now, at the address that is its id; so that address is read, and
// the copy that was handed over may claim nothing else. A signed badge is a token; the key that it names is read first,
// and nothing else that it names before the signature holds. Either way the badge's class names the issuer, and the
// issuer's own profile says where its badges are, which keys are its, and what it has revoked. All over https. A key that
// the profile does not name is nobody's, however near to the profile it lies.

import type { Keys } from "./dids.js";
import { idOf, textAt } from "./facts.js";
import { FetchError, why, type Fetch } from "./fetch.js";
import { entries, get, isObject, JsonError, readObject, type Json, type JsonObject } from "../openbadges/jsons.js";
import { tokenHolds, unsupportedIn, type Token } from "../openbadges/jwt.js";
import type { PublicKey } from "../openbadges/keys/ed25519.js";
import { differing, hostOf, isRevoked, isSigned, otherVerification, scopeOf } from "./ob2form.js";
import { addressOf, belongs } from "./ob2keys.js";
import { generation } from "./older.js";
import { isProfile } from "./profiles.js";
import { fromPem } from "../openbadges/keys/publickey.js";
import { finding, Text, type Finding, type Values } from "./report.js";
import { OB2_KEYS } from "../openbadges/limits.js";

/** What came of looking for the origin: findings (those missing are not reached), and the parts that were found. */
export interface Origin {
  readonly assertion: JsonObject;
  readonly signature: Finding;
  readonly issuer?: Finding;
  readonly status?: Finding;
  readonly badge?: JsonObject;
  readonly profile?: JsonObject;
}

/** An address that gave nothing to go by: not reached, or not what it should be. */
export class Unread {
  constructor(
    readonly address: string,
    readonly reached: boolean,
    /** What the issuer left there of a badge that it has revoked. */
    readonly left: JsonObject | null = null,
    /** Why it was not reached. */
    private readonly told: Text | null = null,
  ) {}

  /** For a sentence: the address, and why there is nothing to go by. */
  get values(): Values {
    return { address: this.address, reason: this.told ?? new Text("reason", "fetch-other") };
  }
}

/**
 * Reads the linked documents of Open Badges 2.0 over https, each once. `keys` are those that whoever asks knows to be an
 * issuer's (`Resolver`).
 */
export class Reader {
  private readonly known = new Map<string, Promise<JsonObject | Unread>>();

  constructor(
    private readonly fetch: Fetch,
    private readonly keys: Keys = {},
  ) {}

  /** The object at the address, whatever it is. */
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

  /** The object at the address that also says that this is where it belongs. */
  async named(address: string): Promise<JsonObject | Unread> {
    const found = await this.read(address);
    return found instanceof Unread || idOf(found) === address ? found : new Unread(address, true);
  }

  /** The badge that an image only names the address of; the pointer itself when there is none. */
  async pointed(pointer: JsonObject): Promise<JsonObject> {
    const found = await this.read(idOf(pointer));
    // Badges of version 1 had no id of their own yet.
    const fits = !(found instanceof Unread) && (idOf(found) === idOf(pointer) || generation(found) === 1);
    return fits ? found : pointer;
  }

  /** The badge's class and the issuer's own profile, as far as they are to be had. */
  async parts(assertion: JsonObject): Promise<{ badge: JsonObject | Unread; profile: JsonObject | Unread }> {
    const said = get(assertion, "badge");
    const badge = isObject(said) && Object.hasOwn(said, "issuer") ? said : await this.named(idOf(said));
    return { badge, profile: badge instanceof Unread ? badge : await this.profile(badge) };
  }

  /** The issuer's own profile, from its own address: what others say of an issuer is not asked. */
  private async profile(badge: JsonObject): Promise<JsonObject | Unread> {
    if (!Object.hasOwn(badge, "issuer")) {
      return new Unread(idOf(badge), true);
    }
    const address = idOf(get(badge, "issuer"));
    const found = await this.named(address);
    return found instanceof Unread || isProfile(found) ? found : new Unread(address, true);
  }

  /** The keys, and addresses of keys, that whoever asks knows to be this issuer's. */
  keysOf(profile: JsonObject): readonly string[] {
    const issuer = idOf(profile);
    return Object.hasOwn(this.keys, issuer) ? (this.keys[issuer] ?? []) : [];
  }
}

/** What a server says of a badge that is gone: that it was revoked; nothing else counts from there. */
function leftIn({ left }: FetchError): JsonObject | null {
  try {
    const said = left ? readObject(new TextDecoder("utf-8", { fatal: true }).decode(left)) : {};
    return get(said, "revoked") === true ? said : null;
  } catch {
    return null;
  }
}

/** The origin of a badge that was handed over as it is, without a signature. */
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

/** A revoked badge: what is left of it, and of the copy's word no more than it takes to say which badge it was. */
function remembered(copy: JsonObject, original: JsonObject): JsonObject {
  return { badge: idOf(get(copy, "badge")), recipient: get(copy, "recipient"), issuedOn: get(copy, "issuedOn"), ...original };
}

/** The origin of a badge that came as a token. */
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

/** Whose signature it is, of these keys. */
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

/** The CryptographicKey of that id: at its address, or among the keys of the profile there. */
async function keyOf(keyId: string, reader: Reader): Promise<JsonObject | Unread> {
  const address = addressOf(keyId);
  const found = await reader.read(address);
  if (found instanceof Unread || idOf(found) === keyId) {
    return found;
  }
  return entries(get(found, "publicKey")).filter(isObject).find((one) => idOf(one) === keyId) ?? new Unread(address, true);
}

/** The keys of the issuer, where the badge does not say which one signed it. */
async function issuersKeys(assertion: JsonObject, reader: Reader): Promise<(JsonObject | Unread)[]> {
  const { profile } = await reader.parts(assertion);
  if (profile instanceof Unread) {
    return [profile];
  }
  const keys: (JsonObject | Unread)[] = [];
  const said = entries(get(profile, "publicKey"));
  const listed = said.length > 0 ? said : reader.keysOf(profile).filter((one) => one.includes(":"));
  for (const one of listed.slice(0, OB2_KEYS)) {
    keys.push(isObject(one) && Object.hasOwn(one, "publicKeyPem") ? one : await keyOf(idOf(one), reader));
  }
  return keys;
}

/** What the issuer's RevocationList says; it carries no signature, so only https speaks for it. */
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

/** The badge's class or the issuer's profile is not to be had. */
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
