// One spelling of the signed statements.
//
// A proof over RDF covers statements, and the checks read a JSON tree. One set of statements has many trees: whoever
// holds a badge can spell a member as a full address, wrap it in a list, or move it to another place where the same id
// stands. The signature still holds, and a check that looks in the usual place would look past it. So a tree is read
// only when it is the usual spelling of its statements; any other is refused:
//
// - members and types have their usual names, and contexts are addresses (JSON-LD 1.1 §3, §4.1);
// - a member that has one value is a plain value of its type: no list, no value object, no number for a text;
// - what only credentials have (issuer, period, status, proof …) stands only where credentials stand: at the top, in
//   `endorsement`, and in the `verifiableCredential` of a learner record;
// - nothing else says under the credential's id what is read of the credential;
// - what the verdict or the page reads of a thing with an id (achievement, evidence, alignment, status entry) stands in
//   the place where it is read; elsewhere it is the same or not said;
// - an endorsement that has an id is said whole wherever it stands. Those of issuer and creator are read from every place
//   where the id of these stands.
//
// The names of issuer and holder are the exception: two places may well describe one organisation differently. They are
// read from all places (`facts.ts`), and left out where the places disagree. But they do not stand only in an
// endorsement that somebody else issued: its words are not theirs.
//
// Tokens and JCS proofs sign the tree itself; for them only the first rule holds.

import { VC2 } from "./facts.js";
import { entries, get, isObject, isString, without, type Json, type JsonObject, same } from "../openbadges/jsons.js";
import { caught, checkName, names, OddError, type Odd } from "./names.js";
import { suiteOf } from "../openbadges/proof.js";
import { isIndex, nameOf, textOf } from "./trees.js";
import { COMPARED_TEXTS } from "../openbadges/limits.js";

// What only a credential says of itself (VC Data Model 2.0 §4; a test holds the list to the contexts).
const CREDENTIAL = /^(issuer|credentialS(ubject|tatus)|proof|valid(From|Until)|(issuance|expiration)Date)$/;
// What else is read of a credential, and the types that decide how.
const OF_A_CREDENTIAL = /^(name|description|evidence|endorsement)$/;
const DECIDING = /^(Verifiable(Credential|Presentation)|(OpenBadge|Achievement|Clr|Endorsement|BitstringStatusList|StatusList2021)Credential)$/;
// What only a subject may say under its id.
const SUBJECT = /^(identifier|achievement|verifiableCredential)$/;
// What is read of a thing that has an id, by the member that it is read from; of a status entry all.
const READ = new Map([
  ["evidence", /^name$/],
  ["alignment", /^target(Name|Url)$/],
  ["achievement", /^(name|description|creator|criteria|image|alignment|endorsement)$/],
]);
// Lists of which each entry counts.
const ONCE = /^(credentialStatus|evidence|alignment|endorsement)$/;
// One text each, or one text in a language.
const TEXTS =
  /^(name|description|narrative|endorsementComment|url|target(Name|Url)|identity(Hash|Type)|salt|statusListCredential|encodedList|valid(From|Until)|(issuance|expiration|awarded)Date)$/;
// One value each, whatever it is.
const SINGLE = /^(id|issuer|credentialSubject|creator|criteria|image|hashed|statusListIndex|statusSize)$/;
// Members whose texts are identifiers.
const REFERENCES = /^(id|issuer|credentialS(ubject|tatus)|criteria|image|evidence|statusListCredential)$/;
// The contexts name some classes and some properties with one address (`Image`, `image`).
const CLASSES_AS_MEMBERS = /^(Achievement|Address|Criteria|GeoCoordinates|Image|Profile|Result|RubricCriterionLevel)$/;
const MEMBERS_AS_TYPES = /^(achievement|address|criteria|geo|image|creator|result|rubricCriterionLevel)$/;
// Where the known classes live, and what contexts use to shorten addresses.
const NAMESPACES =
  /^https:\/\/(purl\.imsglobal\.org\/spec\/vc|imsglobal\.github\.io\/openbadges-specification\/|www\.w3\.org\/(2018\/credentials|ns\/credentials\/status)#|w3id\.org\/(security|vc\/status-list)#|schema\.org\/Alignment)/;
const SHORTENED = /^(obi|cred|sec|xsd):(?!\/\/)/;

/** Whether a type is one of the known ones in other words than its short name. */
export function isSpelledType(one: string): boolean {
  return MEMBERS_AS_TYPES.test(one) || NAMESPACES.test(one) || SHORTENED.test(one);
}

/** Looks at the value of a member, and throws OddError. */
type Rule = (key: string, value: Json) => void;

/**
 * How a document is spelled, leaving out its own `proof` (which the signature leaves out): its tree walked once. A
 * document that has a proof over RDF is held to all rules, any other to the first. The walk looks at names alone, and
 * gathers what is described under which id; what costs more is done when `odd` is first asked for.
 */
export class Spelling {
  /** The first unusual name of a member. */
  readonly oddName: Odd | null;
  // Every credential inside the document.
  private readonly inside: JsonObject[] = [];
  // Each object that has an id, with the credential it stands in.
  private readonly described = new Map<string, [at: JsonObject, owner: JsonObject][]>();
  // Each endorsement, with the credential that it was put into.
  private readonly endorsements: [one: Json, owner: JsonObject][] = [];
  // What is asked of each member, in the order of the tree, as far as it is not known to be odd.
  private readonly rules: [rule: Rule, key: string, value: Json][] = [];
  private isOdd = false;
  private found: Odd | null | undefined;

  constructor(private readonly document: JsonObject) {
    const isRdf = entries(get(document, "proof")).some((one) => suiteOf(one)?.form === "rdfc");
    this.oddName = caught(() => (isRdf ? this.object(document, document) : names(without(document, "proof"))));
    this.found = this.oddName ?? (isRdf ? undefined : null);
  }

  /** The first unusual spelling; a name comes before all else. */
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

  private asked(rule: Rule, key: string, value: Json): void {
    if (!this.isOdd) {
      this.rules.push([rule, key, value]);
    }
  }

  /** Nothing that stands behind this is looked at, but for its names. */
  private refused(key: string): void {
    this.asked(refuse, key, null);
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
      this.asked(checkValue, "@value", at);
    }
    for (const [key, value] of Object.entries(at)) {
      checkName(at, key, value);
      if (key === "@context" || value === null || value === undefined || (key === "proof" && at === this.document)) {
        continue;
      }
      this.member(at, owner, key, value);
      if (key === "jsonSchema" && this.isJson(at)) {
        // JSON that is signed as it stands.
        names(value);
        continue;
      }
      const isInside = key === "endorsement" || key === "verifiableCredential";
      for (const one of entries(value)) {
        if (Array.isArray(one)) {
          this.refused(key);
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

  /** What is asked of a member, whatever is in it. */
  private member(at: JsonObject, owner: JsonObject, key: string, value: Json): void {
    if (CLASSES_AS_MEMBERS.test(key) || (CREDENTIAL.test(key) && at !== owner)) {
      this.refused(key);
    }
    this.asked(checkPlain, key, value);
    if (key === "statusPurpose" && !isString(value) && (get(at, "encodedList") ?? null) === null) {
      // A list has one or several; an entry has one.
      this.refused(key);
    }
    if (ONCE.test(key)) {
      this.asked(once, key, entries(value));
    }
    if (key === "endorsement") {
      this.endorsements.push(...entries(value).map((one): [Json, JsonObject] => [one, owner]));
    }
    if (key === "verifiableCredential" && !isRecord(at, owner)) {
      this.refused(key);
    }
  }

  /** Whether `jsonSchema` is JSON here: by the type that has that word, of the vocabulary that has that type. */
  private isJson(at: JsonObject): boolean {
    return entries(get(at, "type")).includes("JsonSchema") && entries(get(this.document, "@context")).includes(VC2);
  }

  /** Nothing else says under the credential's id what is read of the credential. */
  private oneCredential(): void {
    const known = nameOf(this.document);
    if (this.inside.some((one) => nameOf(one) === known)) {
      throw new OddError("id");
    }
    for (const [at] of this.others(known)) {
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

  /** What is read under an id is said in the place where it is read, whatever else is said of the id elsewhere. */
  private wholeWhereRead(): void {
    const seen = new Set<string>();
    for (const [key, one] of readUnderAnId(this.document)) {
      const known = nameOf(one);
      const name = `${key} ${known ?? ""}`;
      if (known === null || seen.has(name)) {
        continue;
      }
      seen.add(name);
      for (const [at] of this.others(known)) {
        const differs = (member: string): boolean =>
          (at[member] ?? null) !== null && !same(at[member], isObject(one) ? get(one, member) : undefined);
        if (at !== one && Object.keys(at).some((member) => (READ.get(key) ?? /^(?!id$)/).test(member) && differs(member))) {
          throw new OddError(key);
        }
      }
    }
  }

  /** What only the holder's own place may say, and endorsements, wherever they stand. */
  private oneHolder(): void {
    const [subject, issuer] = [get(this.document, "credentialSubject"), get(this.document, "issuer")];
    // Credentials inside a record are looked at on their own, and may have the same holder and the same issuer.
    const within = withinOf(isObject(subject) ? get(subject, "verifiableCredential") : null);
    if (isObject(subject)) {
      if (entries(get(subject, "identifier")).some((one) => isObject(one) && (get(one, "id") ?? null) !== null)) {
        throw new OddError("identifier");
      }
      for (const [at, owner] of this.others(nameOf(subject))) {
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

  /** The name of issuer or holder does not stand only in the words of somebody else, who endorses. */
  private ownWords(known: string | null, within: Set<JsonObject>, ...keys: string[]): void {
    const by = nameOf(get(this.document, "issuer"));
    for (const key of known ? keys : []) {
      const said = this.others(known).filter(([at, owner]) => isOne(get(at, key)) && !within.has(owner));
      if (said.length > 0 && !said.some(([, owner]) => nameOf(get(owner, "issuer")) === by)) {
        throw new OddError(key);
      }
    }
  }

  private others(known: string | null): readonly [at: JsonObject, owner: JsonObject][] {
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

/** What the checks and the report read of a credential beside its own members, issuer and subject. */
function readUnderAnId(document: JsonObject): [key: string, one: Json][] {
  // What a learner record lists as achievements is not read: its entries are.
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

/** A text in a language is the one value that needs an object around it. */
function checkValue(key: string, at: Json): void {
  if (!isObject(at) || !isString(at["@value"]) || !isString(at["@language"]) || "@type" in at) {
    throw new OddError(key);
  }
}

/** One value where there is one, a text where there is a text, a short name where there is a type. */
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

/** Whatever has an id is in a list once, or said alike: whole in one entry and in part in another would be two. */
function once(key: string, values: Json): void {
  const said = new Map<string, string>();
  const several = entries(values);
  for (const one of several.length > 1 ? several : []) {
    const known = nameOf(one);
    if (known) {
      const here = textOf(one);
      if ((said.get(known) ?? here) !== here) {
        throw new OddError(key);
      }
      said.set(known, here);
    }
  }
}

/** Whether a list has one text in several languages, each once. */
function isInLanguages(values: readonly Json[]): boolean {
  return (
    values.length > 1 &&
    values.every((one) => isObject(one) && "@value" in one) &&
    values.slice(0, COMPARED_TEXTS).every((one, at) => values.slice(0, at).every((other) => !same(one, other)))
  );
}

/** Whether it is the subject of a learner record. */
function isRecord(at: JsonObject, owner: JsonObject): boolean {
  return at === get(owner, "credentialSubject") && entries(get(owner, "type")).includes("ClrCredential");
}
