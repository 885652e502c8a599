// What the terms of a document mean, after applying its contexts in order (JSON-LD 1.1 API §5). Implements only the
// context features that the bundled contexts use. Any other feature throws OutOfTheOrdinary.

import { isObject, isString, type Json, type JsonObject } from "../jsons.js";
import { isIri } from "./nquads.js";

/** Thrown if a document needs the full JSON-LD library. */
export class OutOfTheOrdinary extends Error {}

/** A term's definition: its address, and how to read its values. */
export interface Meaning {
  readonly id: string;
  readonly type: string;
  readonly container: string;
  /** The scoped context: for the values of a property, or for nodes of a type. */
  readonly scoped: JsonObject | null;
  readonly isPrefix: boolean;
  readonly isProtected: boolean;
}

const MOST_MADE = 1_000;
const SAID_OF_ALL = ["@protected", "@version"];
const SAID_OF_ONE = ["@id", "@type", "@container", "@context", "@protected"];

export function outOfTheOrdinary(): never {
  throw new OutOfTheOrdinary();
}

/** The terms that apply at one place in a document. Immutable and cached. */
export class Terms {
  private static start = new Terms(new Map(), null);
  private static made = 0;
  private readonly ofDocuments = new Map<JsonObject, Terms>();
  private readonly ofProperties = new Map<JsonObject, Terms>();
  private readonly ofTypes = new Map<JsonObject, Terms>();

  private constructor(
    private readonly meanings: ReadonlyMap<string, Meaning>,
    /** The terms for inner nodes, if some of these apply to one node only (type-scoped contexts). */
    private readonly outside: Terms | null,
  ) {}

  /** No terms: the start of every document. */
  static none(): Terms {
    return Terms.start;
  }

  /** The terms here that also apply to inner nodes. */
  get around(): Terms {
    return this.outside ?? this;
  }

  get(word: string): Meaning | undefined {
    return this.meanings.get(word);
  }

  /** These terms plus one of the document's contexts. */
  with(context: JsonObject): Terms {
    return this.once(this.ofDocuments, context, () => new Terms(lay(this.meanings, context, false), this.outside));
  }

  /** These terms plus the context of a property, which may redefine protected terms. */
  inside(context: JsonObject): Terms {
    return this.once(this.ofProperties, context, () => new Terms(lay(this.meanings, context, true), this.outside));
  }

  /** These terms plus the context of a type, which applies to the typed node but not to nodes inside it. */
  ofType(context: JsonObject): Terms {
    return this.once(this.ofTypes, context, () => new Terms(lay(this.meanings, context, false), this.around));
  }

  /** The text as an address. Throws OutOfTheOrdinary unless it is a full one. */
  address(text: string): string {
    const colon = text.indexOf(":");
    const isCompact = this.meanings.has(text.slice(0, colon)) && !text.startsWith("//", colon + 1);
    return isIri(text) && !isCompact ? text : outOfTheOrdinary();
  }

  /** The address of a term, or the text itself if it is a full address. */
  named(text: string): string {
    const id = this.get(text)?.id ?? this.address(text);
    return isIri(id) ? id : outOfTheOrdinary();
  }

  /** The cached terms for a context. Drops the whole cache if a hostile document fills it. */
  private once(known: Map<JsonObject, Terms>, context: JsonObject, make: () => Terms): Terms {
    const found = known.get(context) ?? make();
    Terms.made += known.has(context) ? 0 : 1;
    if (Terms.made > MOST_MADE) {
      Terms.start = new Terms(new Map(), null);
      Terms.made = 0;
      outOfTheOrdinary();
    }
    known.set(context, found);
    return found;
  }
}

/** The meanings after a context is applied on top of the `active` ones (§5.2 Create Term Definition). */
function lay(active: ReadonlyMap<string, Meaning>, context: JsonObject, isOverriding: boolean): Map<string, Meaning> {
  const meanings = new Map(active);
  const isDone = new Map<string, boolean>();
  const define = (word: string): void => {
    if (isDone.has(word)) {
      return isDone.get(word) ? undefined : outOfTheOrdinary();
    }
    isDone.set(word, false);
    const meaning = meaningOf(context[word], full, context["@protected"] === true);
    const earlier = active.get(word);
    if (isOverriding || !earlier?.isProtected) {
      meanings.set(word, meaning);
    } else if (!isSame(earlier, meaning)) {
      outOfTheOrdinary();
    }
    isDone.set(word, true);
  };
  /** The full address of a name, which may be another term of the context or begin with one. */
  const full = (name: string): string => {
    const [word = "", ...rest] = name.split(":");
    if (name.startsWith("@") || rest[0]?.startsWith("//")) {
      return name;
    }
    if (Object.hasOwn(context, word)) {
      define(word);
    }
    const found = meanings.get(word);
    if (rest.length === 0) {
      return found?.id ?? outOfTheOrdinary();
    }
    return found?.isPrefix ? found.id + rest.join(":") : name;
  };
  for (const word of Object.keys(context)) {
    if (word.startsWith("@") ? !SAID_OF_ALL.includes(word) : /[:/]|^$/.test(word)) {
      outOfTheOrdinary();
    } else if (!word.startsWith("@")) {
      define(word);
    }
  }
  return meanings;
}

function meaningOf(value: Json | undefined, full: (name: string) => string, isProtected: boolean): Meaning {
  const isPlain = isString(value);
  const definition = isPlain ? { "@id": value } : value;
  if (!isObject(definition) || !Object.keys(definition).every((key) => SAID_OF_ONE.includes(key))) {
    return outOfTheOrdinary();
  }
  const { "@id": name, "@type": type = "", "@container": container = "", "@context": scoped = null } = definition;
  const isScoped = isObject(scoped) || !Object.hasOwn(definition, "@context");
  if (!isString(name) || !isString(type) || !isString(container) || !isScoped) {
    return outOfTheOrdinary();
  }
  const id = full(name);
  return {
    id,
    type: type && full(type),
    container,
    scoped: isObject(scoped) ? scoped : null,
    isPrefix: isPlain && /[:/?#[\]@]$/.test(id),
    isProtected: (definition["@protected"] ?? isProtected) === true,
  };
}

/** Whether two definitions are the same, so that a protected term may be repeated. */
function isSame(one: Meaning, other: Meaning): boolean {
  const isAlike = (["id", "type", "container", "isPrefix"] as const).every((name) => one[name] === other[name]);
  return isAlike && (one.scoped === other.scoped || JSON.stringify(one.scoped) === JSON.stringify(other.scoped));
}
