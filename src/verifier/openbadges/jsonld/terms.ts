// What the words of a document mean: the contexts that it names, one laid over the other (JSON-LD 1.1 API §5). This is
// as much of context processing as the contexts that come with this program need; whatever else a context says makes
// it one that is out of the ordinary.

import { isObject, isString, type Json, type JsonObject } from "../jsons.js";
import { isIri } from "./nquads.js";

/** Thrown for what is left to the whole of JSON-LD. */
export class OutOfTheOrdinary extends Error {}

/** What a word stands for: the address, and how its values are read. */
export interface Meaning {
  readonly id: string;
  readonly type: string;
  readonly container: string;
  /** The context of its values, or, for a type, of what is of that type. */
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

/** The terms that hold at one place of a document; never changed once they are made, and made once. */
export class Terms {
  private static start = new Terms(new Map(), null);
  private static made = 0;
  private readonly ofDocuments = new Map<JsonObject, Terms>();
  private readonly ofProperties = new Map<JsonObject, Terms>();
  private readonly ofTypes = new Map<JsonObject, Terms>();

  private constructor(
    private readonly meanings: ReadonlyMap<string, Meaning>,
    /** The terms outside, when some of these hold for one node only. */
    private readonly outside: Terms | null,
  ) {}

  /** No terms, where every document begins. */
  static none(): Terms {
    return Terms.start;
  }

  /** What holds here for more than one node. */
  get around(): Terms {
    return this.outside ?? this;
  }

  get(word: string): Meaning | undefined {
    return this.meanings.get(word);
  }

  /** With one of the document's contexts. */
  with(context: JsonObject): Terms {
    return this.once(this.ofDocuments, context, () => new Terms(lay(this.meanings, context, false), this.outside));
  }

  /** With the context of a property, which may say anew what is protected. */
  inside(context: JsonObject): Terms {
    return this.once(this.ofProperties, context, () => new Terms(lay(this.meanings, context, true), this.outside));
  }

  /** With the context of a type, which holds for the node of that type and not for those inside. */
  ofType(context: JsonObject): Terms {
    return this.once(this.ofTypes, context, () => new Terms(lay(this.meanings, context, false), this.around));
  }

  /** The address that a text is, when it is one in full; a compact one is out of the ordinary. */
  address(text: string): string {
    const colon = text.indexOf(":");
    const isCompact = this.meanings.has(text.slice(0, colon)) && !text.startsWith("//", colon + 1);
    return isIri(text) && !isCompact ? text : outOfTheOrdinary();
  }

  /** The address that a word or a text stands for. */
  named(text: string): string {
    const id = this.get(text)?.id ?? this.address(text);
    return isIri(id) ? id : outOfTheOrdinary();
  }

  /** What was made for the context before; all of it is dropped when hostile documents make too much. */
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

/** The meanings with those of a context over them (§5.2 Create Term Definition). */
function lay(before: ReadonlyMap<string, Meaning>, context: JsonObject, isOverriding: boolean): Map<string, Meaning> {
  const meanings = new Map(before);
  const isDone = new Map<string, boolean>();
  const define = (word: string): void => {
    if (isDone.has(word)) {
      return isDone.get(word) ? undefined : outOfTheOrdinary();
    }
    isDone.set(word, false);
    const meaning = meaningOf(context[word], full, context["@protected"] === true);
    const earlier = before.get(word);
    if (isOverriding || !earlier?.isProtected) {
      meanings.set(word, meaning);
    } else if (!isSame(earlier, meaning)) {
      outOfTheOrdinary();
    }
    isDone.set(word, true);
  };
  /** A name in full; it may be another word of the context, or begin with one. */
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

function meaningOf(said: Json | undefined, full: (name: string) => string, isProtected: boolean): Meaning {
  const isPlain = isString(said);
  const definition = isPlain ? { "@id": said } : said;
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

/** Whether a protected word is only said again. */
function isSame(one: Meaning, other: Meaning): boolean {
  const isAlike = (["id", "type", "container", "isPrefix"] as const).every((name) => one[name] === other[name]);
  return isAlike && (one.scoped === other.scoped || JSON.stringify(one.scoped) === JSON.stringify(other.scoped));
}
