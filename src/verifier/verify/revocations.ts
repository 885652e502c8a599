// 1EdTech Revocation List: an object that names what was revoked, by the issuer it names. It carries no signature, and
// counts when it is read over https. Loaded when a badge points to one.

import { idOf, textAt } from "./facts.js";
import { get, isObject } from "../openbadges/jsons.js";
import { invalid, strangeness, type Listed } from "./lists.js";
import { finding, type Finding } from "./report.js";
import { isPaid, type Work } from "../openbadges/work.js";

/** What the list at the address says of the credential called `about`; `read` gives what is at an address. */
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
  const said = get(listed, "revokedCredential") ?? null;
  if (said === null) {
    return invalid("list-type", address);
  }
  const revoked = Array.isArray(said) ? said : [said];
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
