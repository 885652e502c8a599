// Accepts only one spelling of the signed statements.
//
// A proof over RDF covers statements, but the checks read a JSON tree. The same statements have many trees: whoever has
// a badge can spell a member as a full address, wrap it in a list, or move it to another place with the same id. The
// signature still holds, but a check that looks in the usual place would miss the member. So we accept a tree only if
// it is the usual spelling of its statements. The rules:
//
// - members and types have their usual names, and contexts are addresses (JSON-LD 1.1 §3, §4.1);
// - a member that has one value is a plain value of its type: no list, no value object, no number for a text;
// - members that only credentials have (issuer, period, status, proof …) are only in credentials: at the top, in
//   `endorsement`, and in the `verifiableCredential` of a learner record;
// - no other object with the credential's id has members that we read from the credential;
// - what we read about a thing with an id (achievement, evidence, alignment, status entry) is in the place where we
//   read it; elsewhere it is the same or absent;
// - an endorsement with an id is complete wherever it is. Endorsements of issuer and creator are read from every place
//   with the issuer's or the creator's id.
//
// The names of issuer and holder are an exception: two places may well describe one organisation differently. We read
// them from all places (`facts`) and leave them out if the places disagree. But they must not be only in an endorsement
// that somebody else issued, because that is not what they say themselves.
//
// Tokens and JCS proofs sign the tree itself, so only the first rule applies to them.

import { VC2 } from "./facts.js";
import { entries, get, isObject, isString, without, type Json, type JsonObject, same } from "../openbadges/jsons.js";
import { caught, checkName, names, OddError, type Odd } from "./names.js";
import { suiteOf } from "../openbadges/proof.js";
import { isIndex, nameOf, textOf } from "./trees.js";
import { COMPARED_TEXTS } from "../openbadges/limits.js";

// Members that only credentials have (VC Data Model 2.0 §4). A test compares the list with the contexts.
const CREDENTIAL = /^(issuer|credentialS(ubject|tatus)|proof|valid(From|Until)|(issuance|expiration)Date)$/;
// Other members we read from a credential, and the types that decide how we read it.
const OF_A_CREDENTIAL = /^(name|description|evidence|endorsement)$/;
const DECIDING = /^(Verifiable(Credential|Presentation)|(OpenBadge|Achievement|Clr|Endorsement|BitstringStatusList|StatusList2021)Credential)$/;
// Members that only a subject may have under its id.
const SUBJECT = /^(identifier|achievement|verifiableCredential)$/;
// What we read from an object with an id, by the member it is in. We read all members of a status entry.
const READ = new Map([
  ["evidence", /^name$/],
  ["alignment", /^target(Name|Url)$/],
  ["achievement", /^(name|description|creator|criteria|image|alignment|endorsement)$/],
]);
// Lists of which we read each entry.
const ONCE = /^(credentialStatus|evidence|alignment|endorsement)$/;
// Members with one text, or one text per language.
const TEXTS =
  /^(name|description|narrative|endorsementComment|url|target(Name|Url)|identity(Hash|Type)|salt|statusListCredential|encodedList|valid(From|Until)|(issuance|expiration|awarded)Date)$/;
// Members with one value of any kind.
const SINGLE = /^(id|issuer|credentialSubject|creator|criteria|image|hashed|statusListIndex|statusSize)$/;
// Members whose texts are identifiers.
const REFERENCES = /^(id|issuer|credentialS(ubject|tatus)|criteria|image|evidence|statusListCredential)$/;
// Some classes and properties share an address in the contexts, so each could stand for its twin (`Image` for `image`).
const CLASSES_AS_MEMBERS = /^(Achievement|Address|Criteria|GeoCoordinates|Image|Profile|Result|RubricCriterionLevel)$/;
const MEMBERS_AS_TYPES = /^(achievement|address|criteria|geo|image|creator|result|rubricCriterionLevel)$/;
// The namespaces of known classes, and the prefixes that contexts define.
const NAMESPACES =
  /^https:\/\/(purl\.imsglobal\.org\/spec\/vc|imsglobal\.github\.io\/openbadges-specification\/|www\.w3\.org\/(2018\/credentials|ns\/credentials\/status)#|w3id\.org\/(security|vc\/status-list)#|schema\.org\/Alignment)/;
const SHORTENED = /^(obi|cred|sec|xsd):(?!\/\/)/;

/** Whether it is a known type, but not written by its short name. */
export function isSpelledType(one: string): boolean {
  return MEMBERS_AS_TYPES.test(one) || NAMESPACES.test(one) || SHORTENED.test(one);
}

/** Checks the value of a member. Throws OddError. */
type Rule = (key: string, value: Json) => void;

/**
 * The spelling of a document, without its own `proof`, which no signature covers. Walks the tree once.
 *
 * All rules apply to a document with a proof over RDF, only the first one to any other. The walk checks names only, and
 * collects which ids are described where. The more expensive rules run when `odd` is first used.
 */
export class Spelling {
  /** The first unusual member name. */
  readonly oddName: Odd | null;
  // Every credential inside the document.
  private readonly inside: JsonObject[] = [];
  // For each id, the objects that have it, each with the credential it is in.
  private readonly described = new Map<string, [at: JsonObject, owner: JsonObject][]>();
  // Each endorsement, with the credential it is in.
  private readonly endorsements: [one: Json, owner: JsonObject][] = [];
  // The rules to run on members, in tree order, up to the first that is sure to fail.
  private readonly rules: [rule: Rule, key: string, value: Json][] = [];
  private isOdd = false;
  private found: Odd | null | undefined;

  constructor(private readonly document: JsonObject) {
    const isRdf = entries(get(document, "proof")).some((one) => suiteOf(one)?.form === "rdfc");
    this.oddName = caught(() => (isRdf ? this.object(document, document) : names(without(document, "proof"))));
    this.found = this.oddName ?? (isRdf ? undefined : null);
  }

  /** The first unusual spelling. Unusual names come first. */
  get odd(): Odd | null {
    this.found ??= this.found === null ? null : caught(() => this.read());
    return this.found;
  }

  /** Throws OddError. */
  private read(): void {
    this.rules.forEach(([rule, key, value]) => rule(key, value));
    this.oneCredential();
    this.wholeWhereRead();
    this.oneHolder();
  }

  private addRule(rule: Rule, key: string, value: Json): void {
    if (!this.isOdd) {
      this.rules.push([rule, key, value]);
    }
  }

  /** Marks the member as odd. From here on, only names are checked. */
  private addRefusal(key: string): void {
    this.addRule(refuse, key, null);
    this.isOdd = true;
  }

  private object(at: JsonObject, owner: JsonObject): void {
    const known = nameOf(at);
    if (known !== null && at !== owner) {
      const places = this.described.get(known) ?? [];
      places.push([at, owner]);
      this.described.set(known, places);
    }
    if ("@value" in at) {
      this.addRule(checkValue, "@value", at);
    }
    for (const [key, value] of Object.entries(at)) {
      checkName(at, key, value);
      if (key === "@context" || value === null || value === undefined || (key === "proof" && at === this.document)) {
        continue;
      }
      this.member(at, owner, key, value);
      if (key === "jsonSchema" && this.isJson(at)) {
        // This is plain JSON and signed as such.
        names(value);
        continue;
      }
      const isInside = key === "endorsement" || key === "verifiableCredential";
      for (const one of entries(value)) {
        if (Array.isArray(one)) {
          this.addRefusal(key);
          names(one);
        } else if (isObject(one)) {
          if (isInside) {
            this.inside.push(one);
          }
          this.object(one, isInside ? one : owner);
        }
      }
    }
  }

  /** Adds the rules for a member. */
  private member(at: JsonObject, owner: JsonObject, key: string, value: Json): void {
    if (CLASSES_AS_MEMBERS.test(key) || (CREDENTIAL.test(key) && at !== owner)) {
      this.addRefusal(key);
    }
    this.addRule(checkPlain, key, value);
    if (key === "statusPurpose" && !isString(value) && (get(at, "encodedList") ?? null) === null) {
      // A list may have several; an entry must have one.
      this.addRefusal(key);
    }
    if (ONCE.test(key)) {
      this.addRule(once, key, entries(value));
    }
    if (key === "endorsement") {
      this.endorsements.push(...entries(value).map((one): [Json, JsonObject] => [one, owner]));
    }
    if (key === "verifiableCredential" && !isRecord(at, owner)) {
      this.addRefusal(key);
    }
  }

  /** Whether `jsonSchema` is plain JSON here: only for the type and the context that define it so. */
  private isJson(at: JsonObject): boolean {
    return entries(get(at, "type")).includes("JsonSchema") && entries(get(this.document, "@context")).includes(VC2);
  }

  /** No other object with the credential's id may have members that we read from the credential. */
  private oneCredential(): void {
    const known = nameOf(this.document);
    if (this.inside.some((one) => nameOf(one) === known)) {
      throw new OddError("id");
    }
    for (const [at] of this.describedAs(known)) {
      for (const [key, value] of Object.entries(at)) {
        if (
          CREDENTIAL.test(key) ||
          OF_A_CREDENTIAL.test(key) ||
          (key === "type" && entries(value).some((one) => isString(one) && DECIDING.test(one)))
        ) {
          throw new OddError(key);
        }
      }
    }
  }

  /** What we read about an id must be in the place where we read it. Other places may add other things. */
  private wholeWhereRead(): void {
    const seen = new Set<string>();
    for (const [key, one] of readUnderAnId(this.document)) {
      const known = nameOf(one);
      const name = `${key} ${known ?? ""}`;
      if (known === null || seen.has(name)) {
        continue;
      }
      seen.add(name);
      for (const [at] of this.describedAs(known)) {
        const differs = (member: string): boolean =>
          (at[member] ?? null) !== null && !same(at[member], isObject(one) ? get(one, member) : undefined);
        if (at !== one && Object.keys(at).some((member) => (READ.get(key) ?? /^(?!id$)/).test(member) && differs(member))) {
          throw new OddError(key);
        }
      }
    }
  }

  /** Checks members that only the subject itself may have, endorsements, and names of holder and issuer. */
  private oneHolder(): void {
    const [subject, issuer] = [get(this.document, "credentialSubject"), get(this.document, "issuer")];
    // Credentials inside a record are checked separately, and may have the same holder and issuer.
    const within = withinOf(isObject(subject) ? get(subject, "verifiableCredential") : null);
    if (isObject(subject)) {
      if (entries(get(subject, "identifier")).some((one) => isObject(one) && (get(one, "id") ?? null) !== null)) {
        throw new OddError("identifier");
      }
      for (const [at, owner] of this.describedAs(nameOf(subject))) {
        for (const key of Object.keys(at)) {
          if (at !== subject && SUBJECT.test(key) && (key === "verifiableCredential" || !within.has(owner))) {
            throw new OddError(key);
          }
        }
      }
    }
    once("endorsement", this.endorsements.filter(([, owner]) => !within.has(owner)).map(([one]) => one));
    this.ownWords(nameOf(subject), within, "name");
    this.ownWords(nameOf(issuer), within, "name", "url");
  }

  /** Refuses a name of issuer or holder that only somebody else gives, such as an endorser. */
  private ownWords(known: string | null, within: Set<JsonObject>, ...keys: string[]): void {
    const by = nameOf(get(this.document, "issuer"));
    for (const key of known ? keys : []) {
      const owners = this.describedAs(known).filter(([at, owner]) => isOne(get(at, key)) && !within.has(owner));
      if (owners.length > 0 && !owners.some(([, owner]) => nameOf(get(owner, "issuer")) === by)) {
        throw new OddError(key);
      }
    }
  }

  private describedAs(known: string | null): readonly [at: JsonObject, owner: JsonObject][] {
    return this.described.get(known ?? "") ?? [];
  }
}

function isOne(value: Json | undefined): boolean {
  return value !== undefined && value !== null && !Array.isArray(value);
}

/** Every object in the entries of a learner record. */
function withinOf(records: Json | undefined): Set<JsonObject> {
  const found = new Set<JsonObject>();
  const stack = entries(records).filter(isObject);
  for (let value = stack.pop(); value; value = stack.pop()) {
    found.add(value);
    stack.push(...Object.values(value).flatMap(entries).filter(isObject));
  }
  return found;
}

/** The objects with ids that the checks and the report read, besides the credential, its issuer and its subject. */
function readUnderAnId(document: JsonObject): [key: string, one: Json][] {
  // We do not read a learner record's achievements, only its entries.
  const subject = entries(get(document, "type")).includes("ClrCredential") ? null : get(document, "credentialSubject");
  const achievement = isObject(subject) ? get(subject, "achievement") : undefined;
  const holders: [string, Json | undefined][] = [
    ["credentialStatus", document],
    ["evidence", document],
    ["achievement", subject],
    ["alignment", achievement],
  ];
  return holders.flatMap(([key, holder]) =>
    isObject(holder) ? entries(get(holder, key)).map((one): [string, Json] => [key, one]) : [],
  );
}

function refuse(key: string): void {
  throw new OddError(key);
}

/** Only a text with a language may be a value object. */
function checkValue(key: string, at: Json): void {
  if (!isObject(at) || !isString(at["@value"]) || !isString(at["@language"]) || "@type" in at) {
    throw new OddError(key);
  }
}

/** Checks for a plain value: one where one belongs, a text for a text, a short name for a type. */
function checkPlain(key: string, value: Json): void {
  const isFine =
    key === "type"
      ? entries(value).every((one) => isString(one) && !isSpelledType(one))
      : Array.isArray(value)
        ? !SINGLE.test(key) && (!TEXTS.test(key) || isInLanguages(value))
        : (!TEXTS.test(key) || isString(value) || (isObject(value) && "@value" in value)) &&
          (key !== "id" || isString(value)) &&
          (key !== "hashed" || typeof value === "boolean") &&
          (key !== "statusListIndex" || isString(value) || isIndex(value)) &&
          (key !== "statusSize" || isIndex(value));
  if (!isFine || (REFERENCES.test(key) && entries(value).some((one) => isString(one) && SHORTENED.test(one)))) {
    throw new OddError(key);
  }
}

/** Entries of a list with the same id must be equal: one whole and one partial entry would mean two things. */
function once(key: string, values: Json): void {
  const seen = new Map<string, string>();
  const several = entries(values);
  for (const one of several.length > 1 ? several : []) {
    const known = nameOf(one);
    if (known) {
      const here = textOf(one);
      if ((seen.get(known) ?? here) !== here) {
        throw new OddError(key);
      }
      seen.set(known, here);
    }
  }
}

/** Whether a list has one text in several languages without duplicates. */
function isInLanguages(values: readonly Json[]): boolean {
  return (
    values.length > 1 &&
    values.every((one) => isObject(one) && "@value" in one) &&
    values.slice(0, COMPARED_TEXTS).every((one, at) => values.slice(0, at).every((other) => !same(one, other)))
  );
}

/** Whether `at` is the subject of a learner record. */
function isRecord(at: JsonObject, owner: JsonObject): boolean {
  return at === get(owner, "credentialSubject") && entries(get(owner, "type")).includes("ClrCredential");
}
