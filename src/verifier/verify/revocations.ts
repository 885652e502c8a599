// 1EdTech Revocation List: an unsigned object that names its issuer and the revoked credentials. It counts only over
// https. Loaded when a badge points to one.

import { idOf, textAt } from "./facts.js";
import { get, isObject } from "../openbadges/jsons.js";
import { invalid, strangeness, type Listed } from "./lists.js";
import { finding, type Finding } from "./report.js";
import { isPaid, type Work } from "../openbadges/work.js";

/** The result for the credential with the id `about`. `read` reads the list at an address. */
export async function revocationList(
  address: string,
  about: string,
  issuer: string,
  read: (address: string) => Promise<Listed | Finding>,
  work: Work,
): Promise<Finding> {
  if (!address.startsWith("https://")) {
    return invalid("list-address", address);
  }
  const found = await read(address);
  if ("outcome" in found) {
    return found;
  }
  const { listed, token } = found;
  if (token) {
    return invalid("list-type", address);
  }
  const strange = strangeness(listed, address, issuer);
  if (strange) {
    return strange;
  }
  const value = get(listed, "revokedCredential") ?? null;
  if (value === null) {
    return invalid("list-type", address);
  }
  const revoked = Array.isArray(value) ? value : [value];
  if (!isPaid(() => work.searched(revoked.length)) || !revoked.every(idOf)) {
    return invalid("list-encoding", address);
  }
  const named = revoked.find(
    (one) => idOf(one) === about && !(isObject(one) && get(one, "revoked") === false),
  );
  return named === undefined
    ? finding("passed", "status-ok")
    : finding("failed", "status-revoked", { because: textAt(named, "revocationReason") });
}
