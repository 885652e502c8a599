// Finds the endorsements inside a badge. Most badges have none, so endorsements.ts, which checks them, loads on demand.

import type { Resolver } from "./dids.js";
import { idOf, inside } from "./facts.js";
import type { Fetch } from "./fetch.js";
import { entries, get, type Json, type JsonObject } from "../openbadges/jsons.js";
import { finding, type Endorsement, type Finding } from "./report.js";
import { distinct, placesOf } from "./trees.js";
import { ENDORSEMENTS } from "../openbadges/limits.js";

/** The result of the check, and each endorsement we checked. */
export interface Endorsed {
  readonly finding: Finding;
  readonly each: readonly Endorsement[];
}

/** Checks a badge's endorsements; `endorsements-none` if there are none. */
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

/** What an endorsement may be about: a map from ids to the key of the sentence for it. */
export type About = ReadonlyMap<string, string>;

/** Each endorsement with what it may be about. A token is a string. */
function embedded(credential: JsonObject): [Json, About][] {
  const [achievement, issuer] = [inside(credential, "credentialSubject", "achievement"), get(credential, "issuer")];
  const creator = inside(achievement, "creator");
  const parts: About = new Map([
    [idOf(creator), "endorsement-ok-creator"],
    [idOf(issuer), "endorsement-ok-issuer"],
    [idOf(achievement), "endorsement-ok-achievement"],
    [idOf(credential), "endorsement-ok"],
  ]);
  const only = (holder: Json | undefined): About => new Map([[idOf(holder), parts.get(idOf(holder)) as string]]);
  const profiles = idOf(issuer) === idOf(creator) ? [issuer] : [issuer, creator];
  const held: [places: (Json | undefined)[], about: About][] = [
    [[credential], parts],
    [[achievement], only(achievement)],
    ...profiles.map((one): [(Json | undefined)[], About] => [placesOf(credential, one), only(one)]),
  ];
  return held.flatMap(([places, about]) =>
    ["endorsement", "endorsementJwt"].flatMap((name) => {
      const all = places.flatMap((at) => entries(inside(at, name)));
      // Nobody signed the order of several places.
      return distinct(all, places.length === 1 ? ENDORSEMENTS : 0).map((one): [Json, About] => [one, about]);
    }),
  );
}
