// Checks that the issuer's profile names the key (`publicKey`) that signed an Open Badges 2.0 badge.

import { keyOf } from "./dids.js";
import { idOf, textAt } from "./facts.js";
import { entries, get, type JsonObject } from "../openbadges/jsons.js";
import { hostOf } from "./ob2form.js";
import { fromPem, isSame } from "../openbadges/keys/publickey.js";
import { finding, Text, type Finding } from "./report.js";

/**
 * Checks that the key is the issuer's: the key names its owner, and the issuer's profile names the key. If the profile
 * lists no key, keys `known` to the caller count: addresses of keys, or multikeys.
 */
export async function belongs(key: JsonObject, profile: JsonObject, known: readonly string[]): Promise<Finding> {
  const [owner, name, listed] = [textAt(key, "owner"), idOf(key), entries(get(profile, "publicKey"))];
  if (owner !== idOf(profile)) {
    return finding("failed", "issuer-mismatch", { got: owner || new Text("kind", "nobody") });
  }
  // If the profile contains the key itself, a key with the same id elsewhere does not count.
  if (listed.some((one) => idOf(one) === name && ["", textAt(key, "publicKeyPem")].includes(textAt(one, "publicKeyPem")))) {
    return finding("passed", "issuer-key");
  }
  if (listed.length === 0 && (await isVouched(key, known))) {
    return finding("passed", "issuer-key");
  }
  if (listed.length === 0 && hostOf(addressOf(name)) === hostOf(idOf(profile))) {
    return finding("unknown", "issuer-key-not-named", { address: name });
  }
  return finding("failed", "issuer-key-not-listed");
}

/** Whether the caller knows the key, by address or by value. */
async function isVouched(key: JsonObject, known: readonly string[]): Promise<boolean> {
  const name = idOf(key);
  if (known.includes(name) || known.includes(addressOf(name))) {
    return true;
  }
  const parsed = await fromPem(textAt(key, "publicKeyPem"));
  for (const one of known.filter((each) => !each.includes(":"))) {
    const other = await keyOf({ type: "Multikey", public: one });
    if (parsed && other && isSame(parsed, other)) {
      return true;
    }
  }
  return false;
}

/** The address in a key's id, without its fragment. */
export function addressOf(keyId: string): string {
  return keyId.split("#")[0] as string;
}
