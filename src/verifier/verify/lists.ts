// Has it been revoked: the entry in the credential, the list it points to, what stands there for this badge.
//
// Signed lists of bits (Bitstring Status List 1.0, and StatusList2021 before it) are believed when the signature is that
// of the issuer whom they name. A set bit counts then, whoever that is and whatever the list calls itself: the badge
// named the address, and a revocation that is known is said. A bit that is not set counts only in a list of the badge's
// own issuer that bears its own address, or in one that the issuer's document, or whoever asks, names. 1EdTech's list of
// revoked credentials carries no signature and counts when it is read over https, bears its address and names the badge's
// issuer. A bit that is not set counts only while its list is in date. A list that is not believed says nothing: the
// answer is unknown, never “revoked” and never “fine”.

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

/** A kind of bit list: the types of the list and of its subject, and whether its text is marked as base64url. */
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

/** Where the badge stands in a list: `width` bits, the `index`-th of that width. */
interface Place {
  readonly kind: Kind;
  readonly address: string;
  readonly purpose: string;
  readonly index: number;
  readonly width: number;
}

/** The worst of all entries; each list is fetched once. */
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

/** A list as it was read, with the signed token it came in, if any. */
export interface Listed {
  readonly listed: JsonObject;
  readonly token: Token | null;
}

/** A signed list that was read: whose it says it is, and the reason not to believe that ("" for none). */
interface Signed {
  readonly listed: JsonObject;
  readonly whose: string;
  readonly reason: string;
}

/** The lists of one issuer, read at one moment. */
class Lists {
  constructor(
    private readonly issuer: string,
    private readonly now: number,
    private readonly fetch: Fetch,
    private readonly resolver: Resolver,
  ) {}

  /** What one entry of the credential called `about` leads to. */
  async entry(entry: Json, about: string): Promise<Finding> {
    const types = typesOf(entry);
    if (isObject(entry) && types.includes(REVOCATION_LIST)) {
      const { revocationList } = await import("./revocations.js");
      return revocationList(idOf(entry), about, this.issuer, (address) => this.object(address), this.resolver.work);
    }
    // The order of types is not signed.
    const kind = [...KINDS].find(([name]) => types.includes(name))?.[1];
    if (!isObject(entry) || !kind) {
      return unsupported(types.length > 0 ? new Several([...new Set(types)].sort()) : new Text("kind", "no-entry"));
    }
    const place = placeOf(entry, kind);
    if ("outcome" in place) {
      return place;
    }
    // Many badges share a list, and a record holds many of them.
    const found = await this.resolver.once(`list as signed ${place.address}`, () => this.list(place.address));
    if ("outcome" in found) {
      return found;
    }
    if (found.reason) {
      return invalid(this.foreign(found.whose) || found.reason, place.address);
    }
    return this.judged(await this.bits(found.listed, place, entry), found, place.address);
  }

  /** The JSON object at the address, with the signed token it came in, if any: read once, whoever asks. */
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

  /** The list at the address, with its issuer's name, once its signature is known to be that issuer's. */
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

  /** What the bits say, as far as this list may say it; with the name of its issuer where that is another. */
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

  /** Why the list may not say that all is well; "" when it may. */
  private async strange({ listed, whose }: Signed, address: string): Promise<string> {
    const name = Object.hasOwn(listed, "id") ? listed["id"] : address;
    const foreign = this.foreign(whose);
    if (name === address && !foreign) {
      return "";
    }
    const own = await this.resolver.resolve(this.issuer);
    const { listsNamed } = await import("./profiles.js");
    const known: readonly Json[] = [...(own instanceof Unresolved ? [] : listsNamed(own.said ?? {})), ...this.resolver.trusted];
    const knows = (one: Json | undefined): boolean => one !== undefined && known.includes(one);
    // Two lists that are both named are two lists, and one does not answer for the other.
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
      const said = get(listed, name) ?? null;
      return said === null ? null : (moment(said) ?? undefined);
    });
    if (period.includes(undefined)) {
      return invalid("list-encoding", address);
    }
    const [begins, ends] = [period[0] ?? period[1] ?? null, period[2] ?? period[3] ?? null];
    const encoded = get(subject, "encodedList");
    // Badges of one issuer are given one list.
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
    // A revocation that is known is said, whatever the list's period: clocks differ, and revoked is for good.
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

/** What keeps a list from being this issuer's list of that address. */
export function strangeness(listed: JsonObject, address: string, issuer: string): Finding | null {
  if (Object.hasOwn(listed, "id") && listed["id"] !== address) {
    return invalid("list-address", address);
  }
  return idOf(get(listed, "issuer")) === issuer ? null : invalid("list-issuer", address);
}

/** The place that an entry of the credential names, or what keeps it from being one. */
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

/** What the issuer says that the value means (Bitstring Status List 1.0 §2.1, `statusMessage`). */
function messageOf(entry: JsonObject, value: number): string {
  const digits = value.toString(16);
  const found = entries(get(entry, "statusMessage")).flatMap((one) => {
    const said = textAt(one, "status").toLowerCase();
    return said.startsWith("0x") && said.slice(2).replace(/^0+/, "") === digits ? [textAt(one, "message") || said] : [];
  });
  return [...new Set(found)].sort().join(" / ") || `0x${digits}`;
}

export function invalid(reason: string, address: Json | undefined): Finding {
  return finding("unknown", "status-list-invalid", { address, reason: new Text("reason", reason) });
}

function unsupported(kind: Value): Finding {
  return finding("unknown", "status-unsupported", { kind });
}
