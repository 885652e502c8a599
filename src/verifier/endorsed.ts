// The endorsements inside a badge. Most badges have none, so what judges them is loaded for those that do.

import type { Resolver } from "./dids.js";
import { idOf, inside } from "./facts.js";
import type { Fetch } from "./fetch.js";
import { entries, get, type Json, type JsonObject } from "./json.js";
import { finding, type Endorsement, type Finding } from "./report.js";
import { distinct } from "./trees.js";

/** More than these are not looked at. */
export const MOST_ENDORSEMENTS = 10;

/** How the check ended, and each endorsement that was looked at. */
export interface Endorsed {
  readonly finding: Finding;
  readonly each: readonly Endorsement[];
}

/** What came of the endorsements of a badge: `endorsements-none` where there are none. */
export async function endorsementsOf(
  credential: JsonObject,
  now: number,
  fetch: Fetch,
  resolver: Resolver,
): Promise<Endorsed> {
  const found = embedded(credential);
  if (found.length === 0) {
    return { finding: finding("skipped", "endorsements-none"), each: [] };
  }
  return (await import("./endorsements.js")).judge(found, now, fetch, resolver);
}

/** Each endorsement with the id of what holds it; a JWT form is a string. */
function embedded(credential: JsonObject): [Json, string][] {
  const holders = [credential, inside(credential, "credentialSubject", "achievement"), get(credential, "issuer")];
  return holders.flatMap((holder) =>
    ["endorsement", "endorsementJwt"].flatMap((name) =>
      distinct(entries(inside(holder, name)), MOST_ENDORSEMENTS).map((one): [Json, string] => [one, idOf(holder)]),
    ),
  );
}
