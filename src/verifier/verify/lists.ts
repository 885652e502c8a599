// Has it been revoked? Reads the status entry in the credential, the list it points to, and the badge's bit there.
//
// We trust a signed bit list (Bitstring Status List 1.0, or StatusList2021 before it) if the issuer it names has signed
// it. A set bit then counts, whoever that issuer is and whatever the list's id: the badge named the address, and a
// known revocation must be reported. A clear bit counts only in a list of the badge's own issuer with its own address
// as id, or in a list that the issuer's document or the caller names, and only while the list is in date.
//
// 1EdTech's list of revoked credentials has no signature. It counts if it was read over https, has its own address as
// id and names the badge's issuer.
//
// If we do not trust a list, the answer is unknown, never “revoked” and never “fine”.

import { credentialOf } from "./credential.js";
import { Unresolved, type Resolver } from "./dids.js";
import { idOf, issuerAddress, textAt, typesOf } from "./facts.js";
import { FetchError, why, type Fetch } from "./fetch.js";
import { entries, get, isObject, isString, JsonError, readOnce, type Json, type JsonObject } from "../openbadges/jsons.js";
import type { Token } from "../openbadges/jwt.js";
import { moment } from "../openbadges/moments.js";
import { checkSignature, keyTrouble } from "./proofs.js";
import { finding, Several, Text, type Finding, type Value } from "./report.js";
import { decodeList, getBit } from "../openbadges/status.js";
import { distinct, isIndex } from "./trees.js";
import { isPaid } from "../openbadges/work.js";
import { FETCHED_STATUS_LIST_BYTES, LEAST_STATUS_LIST_BITS, STATUS_ENTRIES, STATUS_MESSAGE_BITS } from "../openbadges/limits.js";

const PURPOSES = new Map([
  ["revocation", "status-revoked"],
  ["suspension", "status-suspended"],
  ["message", "status-message"],
]);
const TOKEN = /^ey[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*[ \t\n\r]*$/;
const REVOCATION_LIST = "1EdTechRevocationList";
const WORST_FIRST = [
  "status-revoked",
  "status-suspended",
  "status-list-invalid",
  "status-unreachable",
  "status-list-stale",
  "status-unsupported",
  "status-message",
  "status-ok",
];

/** A kind of bit list: the types of the list and of its subject, and whether its text has the multibase prefix. */
interface Kind {
  readonly credential: string;
  readonly subject: string;
  readonly multibase: boolean;
}

const KINDS = new Map<string, Kind>([
  [
    "BitstringStatusListEntry",
    { credential: "BitstringStatusListCredential", subject: "BitstringStatusList", multibase: true },
  ],
  ["StatusList2021Entry", { credential: "StatusList2021Credential", subject: "StatusList2021", multibase: false }],
]);

/** The badge's place in a list: `width` bits, as the `index`-th group of that width. */
interface Place {
  readonly kind: Kind;
  readonly address: string;
  readonly purpose: string;
  readonly index: number;
  readonly width: number;
}

/** The worst result of all status entries. Reads each list once. */
export async function statusOf(
  credential: JsonObject,
  issuer: string,
  now: number,
  fetch: Fetch,
  resolver: Resolver,
): Promise<Finding> {
  const found = distinct(entries(get(credential, "credentialStatus")), STATUS_ENTRIES);
  if (found.length === 0) {
    return finding("skipped", "status-none");
  }
  const reader = new Lists(issuer, now, fetch, resolver);
  const findings: Finding[] = [];
  for (const entry of found.slice(0, STATUS_ENTRIES)) {
    findings.push(await reader.entry(entry, idOf(credential)));
  }
  if (found.length > STATUS_ENTRIES) {
    findings.push(unsupported(new Text("kind", "entries", { count: found.length })));
  }
  const rank = (one: Finding): number => WORST_FIRST.indexOf(one.code);
  return findings.reduce((worst, one) => (rank(one) < rank(worst) ? one : worst));
}

/** A list as read, and the signed token around it, if any. */
export interface Listed {
  readonly listed: JsonObject;
  readonly token: Token | null;
}

/** A list we read: the issuer it names, and the reason not to trust it ("" for none). */
interface Signed {
  readonly listed: JsonObject;
  readonly whose: string;
  readonly reason: string;
}

/** Reads status lists for one issuer's badges. */
class Lists {
  constructor(
    private readonly issuer: string,
    private readonly now: number,
    private readonly fetch: Fetch,
    private readonly resolver: Resolver,
  ) {}

  /** The result for one status entry of the credential with the id `about`. */
  async entry(entry: Json, about: string): Promise<Finding> {
    const types = typesOf(entry);
    if (isObject(entry) && types.includes(REVOCATION_LIST)) {
      const { revocationList } = await import("./revocations.js");
      return revocationList(idOf(entry), about, this.issuer, (address) => this.object(address), this.resolver.work);
    }
    // Do not depend on the order of types: it is not signed.
    const kind = [...KINDS].find(([name]) => types.includes(name))?.[1];
    if (!isObject(entry) || !kind) {
      return unsupported(types.length > 0 ? new Several([...new Set(types)].sort()) : new Text("kind", "no-entry"));
    }
    const place = placeOf(entry, kind);
    if ("outcome" in place) {
      return place;
    }
    // Cached: badges in a learner record often share a list.
    const found = await this.resolver.once(`list as signed ${place.address}`, () => this.list(place.address));
    if ("outcome" in found) {
      return found;
    }
    if (found.reason) {
      return invalid(this.foreign(found.whose) || found.reason, place.address);
    }
    return this.judged(await this.bits(found.listed, place, entry), found, place.address);
  }

  /** The JSON object at the address, and the signed token around it, if any. Read once per verification. */
  private object(address: string): Promise<Listed | Finding> {
    return this.resolver.once(`list ${address}`, () => this.readObject(address));
  }

  private async readObject(address: string): Promise<Listed | Finding> {
    try {
      const bytes = await this.fetch(address);
      const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
      if (!TOKEN.test(text)) {
        return { listed: readOnce(bytes, text), token: null };
      }
      const { credentialIn, splitToken } = await import("./tokens.js");
      const token = splitToken(text.trim());
      return { listed: credentialIn(token.payload).credential, token };
    } catch (error) {
      if (error instanceof FetchError) {
        return finding("unknown", "status-unreachable", { address, reason: why(error) });
      }
      if (error instanceof JsonError || error instanceof TypeError) {
        return invalid("list-type", address);
      }
      throw error;
    }
  }

  /** The list at the address, after its signature is checked against the issuer it names. */
  private async list(address: string): Promise<Signed | Finding> {
    const found = await this.object(address);
    if ("outcome" in found) {
      return found;
    }
    const { listed, token } = found;
    const types = typesOf(listed);
    if (![...KINDS.values()].some((kind) => types.includes(kind.credential))) {
      return invalid("list-type", address);
    }
    const whose = idOf(get(listed, "issuer"));
    if (!whose) {
      return { listed, whose, reason: "list-issuer" };
    }
    const signature = token
      ? await (await import("./tokens.js")).checkToken(token, listed, this.resolver, whose)
      : await checkSignature(credentialOf(listed), this.resolver, this.now, whose);
    if (signature.finding.outcome !== "passed") {
      return { listed, whose, reason: "list-signature" };
    }
    return { listed, whose, reason: keyTrouble(signature, whose, this.now) ? "list-issuer" : "" };
  }

  private foreign(whose: string): string {
    return whose === this.issuer ? "" : "list-issuer";
  }

  /** The result from the bits, if we trust this list for it. Adds the list's issuer if that is somebody else. */
  private async judged(found: Finding, list: Signed, address: string): Promise<Finding> {
    const { outcome, code, values } = found;
    if (outcome === "unknown") {
      return found;
    }
    const strange = outcome === "failed" ? "" : await this.strange(list, address);
    if (strange) {
      return invalid(strange, address);
    }
    return this.foreign(list.whose) ? finding(outcome, code, { ...values, whose: issuerAddress(list.whose) }) : found;
  }

  /** Why a clear bit in this list does not count; "" if it does. */
  private async strange({ listed, whose }: Signed, address: string): Promise<string> {
    const name = Object.hasOwn(listed, "id") ? listed["id"] : address;
    const foreign = this.foreign(whose);
    if (name === address && !foreign) {
      return "";
    }
    const own = await this.resolver.resolve(this.issuer);
    const { listsNamed } = await import("./profiles.js");
    const known: readonly Json[] = [...(own instanceof Unresolved ? [] : listsNamed(own.raw ?? {})), ...this.resolver.trusted];
    const knows = (one: Json | undefined): boolean => one !== undefined && known.includes(one);
    // If both addresses are named, they are two lists, and one must not stand in for the other.
    if (name !== address && (!isString(name) || knows(address) === knows(name))) {
      return "list-address";
    }
    return !foreign || knows(address) || knows(whose) ? "" : foreign;
  }

  private async bits(listed: JsonObject, place: Place, entry: JsonObject): Promise<Finding> {
    const { address, kind } = place;
    const subject = get(listed, "credentialSubject");
    if (!typesOf(listed).includes(kind.credential) || !isObject(subject) || !typesOf(subject).includes(kind.subject)) {
      return invalid("list-type", address);
    }
    if (!entries(get(subject, "statusPurpose")).includes(place.purpose)) {
      return invalid("list-purpose", address);
    }
    const period = ["validFrom", "issuanceDate", "validUntil", "expirationDate"].map((name) => {
      const value = get(listed, name) ?? null;
      return value === null ? null : (moment(value) ?? undefined);
    });
    if (period.includes(undefined)) {
      return invalid("list-encoding", address);
    }
    const [begins, ends] = [period[0] ?? period[1] ?? null, period[2] ?? period[3] ?? null];
    const encoded = get(subject, "encodedList");
    // Badges of one issuer share a list.
    const list = await credentialOf(listed).once(`bits ${kind.multibase}`, () =>
      decodeList(isString(encoded) ? encoded : "", FETCHED_STATUS_LIST_BYTES, kind.multibase));
    if (!list || !isPaid(() => this.resolver.work.unpacked(list.length)) || list.length * 8 < LEAST_STATUS_LIST_BITS) {
      return invalid("list-encoding", address);
    }
    let value = 0;
    for (let at = place.index * place.width; at < (place.index + 1) * place.width; at += 1) {
      const bit = getBit(list, at);
      if (bit === null) {
        return invalid("list-index", address);
      }
      value = value * 2 + Number(bit);
    }
    // Report a known revocation whatever the list's period: clocks differ, and revocation is final.
    if (value && place.purpose !== "message") {
      return finding("failed", PURPOSES.get(place.purpose) as string);
    }
    if (begins !== null && this.now < begins) {
      return invalid("list-early", address);
    }
    if (value) {
      return finding("warning", "status-message", { message: messageOf(entry, value) });
    }
    if (ends !== null && this.now > ends) {
      return finding("unknown", "status-list-stale", { address, date: new Date(ends) });
    }
    return finding("passed", "status-ok");
  }
}

/** Why this is not the issuer's list of that address; null if it is. */
export function strangeness(listed: JsonObject, address: string, issuer: string): Finding | null {
  if (Object.hasOwn(listed, "id") && listed["id"] !== address) {
    return invalid("list-address", address);
  }
  return idOf(get(listed, "issuer")) === issuer ? null : invalid("list-issuer", address);
}

/** The place that a status entry names, or the finding if it names none. */
function placeOf(entry: JsonObject, kind: Kind): Place | Finding {
  const purpose = get(entry, "statusPurpose");
  if (!isString(purpose) || !PURPOSES.has(purpose)) {
    return unsupported(purpose);
  }
  const width = get(entry, "statusSize") ?? 1;
  const widest = purpose === "message" ? STATUS_MESSAGE_BITS : 1;
  if (!isIndex(width) || width < 1 || width > widest) {
    return unsupported(new Text("kind", "member", { field: "statusSize", got: width }));
  }
  const [index, address] = [get(entry, "statusListIndex"), get(entry, "statusListCredential")];
  if (!isString(address) || !/^https?:\/\//.test(address)) {
    return invalid("list-address", address);
  }
  if (!(isString(index) || isIndex(index)) || !/^[0-9]{1,12}$/.test(String(index))) {
    return invalid("list-index", address);
  }
  return { kind, address, purpose, index: Number(index), width };
}

/** The issuer's message for the value (Bitstring Status List 1.0 §2.1, `statusMessage`). */
function messageOf(entry: JsonObject, value: number): string {
  const digits = value.toString(16);
  const found = entries(get(entry, "statusMessage")).flatMap((one) => {
    const number = textAt(one, "status").toLowerCase();
    return number.startsWith("0x") && number.slice(2).replace(/^0+/, "") === digits ? [textAt(one, "message") || number] : [];
  });
  return [...new Set(found)].sort().join(" / ") || `0x${digits}`;
}

export function invalid(reason: string, address: Json | undefined): Finding {
  return finding("unknown", "status-list-invalid", { address, reason: new Text("reason", reason) });
}

function unsupported(kind: Value): Finding {
  return finding("unknown", "status-unsupported", { kind });
}
