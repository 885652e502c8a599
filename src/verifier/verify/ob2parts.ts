// Checks the BadgeClass, the issuer's profile and the extensions of an Open Badges 2.0 badge.
//
// The fields are those of the standard (Open Badges 2.0 §BadgeClass, §Profile); their kinds are as in the 1EdTech
// validator core. A profile of version 1 needs no e-mail address.
//
// An extension is an object with its own context, which may name a schema for it (§Extensions). Extensions never affect
// the verdict: notes name those that fail their schema, and those whose schema we do not have.

import { textAt, typesOf } from "./facts.js";
import { missing, troubleOf, type Rule } from "./fields.js";
import { entries, get, isObject, type Json, type JsonObject } from "../openbadges/jsons.js";
import type { Origin } from "./ob2.js";
import { contextTrouble, extensions } from "./ob2form.js";
import { CONTEXT_1 } from "./generation.js";
import { Several, Text, type Finding } from "./report.js";
import { LISTED_NAMES } from "../openbadges/limits.js";

const CLASS: readonly Rule[] = [
  ["badge.id", "text", true],
  ["badge.type", "BadgeClass", true],
  ["badge.name", "words", true],
  ["badge.description", "words", true],
  ["badge.image", "reference", true],
  ["badge.criteria", "reference", true],
  ["badge.issuer", "reference", true],
];
const PROFILE: readonly Rule[] = [
  ["issuer.id", "text", true],
  ["issuer.type", "Profile|Issuer", true],
  ["issuer.name", "words", true],
  ["issuer.url", "web", true],
];
const EMAIL: Rule = ["issuer.email", "email", true];

const PREFIXES = ["extensions:", "https://w3id.org/openbadges/extensions#"];
// The schemas published with the contexts. Those of GeoCoordinates and Accessibility have `required` in the wrong
// place, so they require nothing.
const SCHEMAS: ReadonlyMap<string, readonly Rule[]> = new Map<string, readonly Rule[]>([
  ["ApplyLink", [["url", "words", true]]],
  ["ExampleExtension", [["exampleProperty", "words", true]]],
  [
    "GeoCoordinates",
    [
      ["name", "words", false],
      ["description", "words", false],
      ["geo", "object", false],
      ["geo.latitude", "number", false],
      ["geo.longitude", "number", false],
    ],
  ],
  [
    "Accessibility",
    ["accessibilityAPI", "accessibilityControl", "accessibilityFeature", "accessibilityHazard", "url"].map(
      (name): Rule => [name, "words", false],
    ),
  ],
  [
    "IssuerAccreditation",
    [
      ["name", "words", true],
      ["contactInstructions", "words", true],
      ["url", "words", true],
      ["address", "object", true],
    ],
  ],
  ["RecipientProfile", [["name", "words", false]]],
]);

/** The finding for the first faulty document among those we read; null if all are right. */
export function troubleIn({ assertion, badge = {}, profile = {} }: Origin): Finding | null {
  const strange = contextTrouble(assertion) ?? contextTrouble(badge) ?? contextTrouble(profile);
  const isOlder = entries(get(profile, "@context")).includes(CONTEXT_1);
  return (
    strange ??
    troubleOf({ badge }, CLASS) ??
    reference("badge.image", get(badge, "image"), "id") ??
    reference("badge.criteria", get(badge, "criteria"), "id", "narrative") ??
    troubleOf({ issuer: profile }, isOlder ? PROFILE : [...PROFILE, EMAIL])
  );
}

/** An object must have at least one of these members, such as its id or a text instead. */
function reference(path: string, value: Json | undefined, ...names: [string, ...string[]]): Finding | null {
  const fits = !isObject(value) || names.some((name) => textAt(value, name));
  return fits ? null : missing(`${path}.${names[names.length - 1] as string}`);
}

/** Notes on extensions that fail their schema, and on those whose schema we do not have. */
export function extensionNotes(...parts: (JsonObject | undefined)[]): Text[] {
  const [bad, unchecked] = [new Set<string>(), new Set<string>()];
  for (const [path, one] of parts.flatMap((part) => (part ? extensions(part) : []))) {
    const held = typesOf(one).flatMap((name) => SCHEMAS.get(short(name)) ?? []);
    const isHeld = typesOf(one).some((name) => SCHEMAS.has(short(name)));
    const trouble = troubleOf(one, held);
    if (!isHeld) {
      unchecked.add(named(path, one));
    } else if (trouble) {
      bad.add(`${named(path, one)} (${String(trouble.values?.["field"])})`);
    }
  }
  const note = (name: string, names: Set<string>): Text[] => (names.size > 0 ? [new Text("note", name, { names: listed(names) })] : []);
  return [...note("extension-bad", bad), ...note("extension-unchecked", unchecked)];
}

/** The extension's type, or else the name of its member. */
function named(path: string, extension: JsonObject): string {
  const type = typesOf(extension).find((one) => one !== "Extension");
  return short(type ?? path.slice(path.lastIndexOf(".") + 1));
}

function short(name: string): string {
  const prefix = PREFIXES.find((one) => name.startsWith(one)) ?? "";
  return name.slice(prefix.length);
}

function listed(names: Set<string>): Several {
  // Sorted, because readers may walk an object's members in different orders.
  return new Several([...[...names].sort().slice(0, LISTED_NAMES), ...(names.size > LISTED_NAMES ? ["…"] : [])]);
}
