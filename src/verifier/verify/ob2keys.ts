// Whose key signed an Open Badges 2.0 badge: the one that its issuer's profile names (`publicKey`), and no other.

import { keyOf } from "./dids.js";
import { idOf, textAt } from "./facts.js";
import { entries, get, type JsonObject } from "../openbadges/jsons.js";
import { hostOf } from "./ob2form.js";
import { fromPem, isSame } from "../openbadges/keys/publickey.js";
import { finding, Text, type Finding } from "./report.js";

/**
 * Whether the key is the issuer's: it says so itself, and the issuer's profile names it. Where the profile lists no key, one
 * that is `known` to whoever asks counts: an address of a key, or a multikey.
 */
export async function belongs(key: JsonObject, profile: JsonObject, known: readonly string[]): Promise<Finding> {
  const [owner, name, listed] = [textAt(key, "owner"), idOf(key), entries(get(profile, "publicKey"))];
  if (owner !== idOf(profile)) {
    return finding("failed", "issuer-mismatch", { got: owner || new Text("kind", "nobody") });
  }
  // Where the profile has the key itself, a key of the same name elsewhere is another one.
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

/** Whether whoever asks knows the key, by its address or by itself. */
async function isVouched(key: JsonObject, known: readonly string[]): Promise<boolean> {
  const name = idOf(key);
  if (known.includes(name) || known.includes(addressOf(name))) {
    return true;
  }
  const said = await fromPem(textAt(key, "publicKeyPem"));
  for (const one of known.filter((each) => !each.includes(":"))) {
    const other = await keyOf({ type: "Multikey", public: one });
    if (said && other && isSame(said, other)) {
      return true;
    }
  }
  return false;
}

/** The address that a key's id has before its fragment. */
export function addressOf(keyId: string): string {
  return keyId.split("#")[0] as string;
}
