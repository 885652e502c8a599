// The RDF dataset of an ordinary document, without a JSON-LD library. Ordinary means: terms of known contexts, plain
// values, full addresses, and nested nodes. Nearly every badge is like this. For anything else (an undefined term, a
// keyword, a relative or shortened address, …) this returns null, and the library (dataset.ts) takes over and reports
// any error. So this file never refuses a document, but it must never read one differently than the library.
//
// Implements the needed parts of JSON-LD 1.1 API §5.1 Expansion and §8 RDF.

import { contextAt } from "./contexts.js";
import { isObject, isString, type Json, type JsonObject } from "../jsons.js";
import { iri, isIri, isLanguage, isWrittenAlike, literal, numeral, XSD, type Quad } from "./nquads.js";
import { OutOfTheOrdinary, outOfTheOrdinary, Terms, type Meaning } from "./terms.js";
import { CONTEXT_ENTRIES, DOCUMENT_VALUES, LIST_ENTRIES } from "../limits.js";

const [RDF_TYPE, RDF_FIRST, RDF_REST, RDF_NIL] = ["type", "first", "rest", "nil"].map(
  (name) => iri(`http://www.w3.org/1999/02/22-rdf-syntax-ns#${name}`),
) as [string, string, string, string];
// No more than the library's side takes (source.ts): as many values, or the library would be slow with what is large.
const MOST_DEPTH = 40;
const ADDRESSES = ["@id", "@vocab"];
const CONTAINERS = ["", "@set", "@graph", "@list"];

/** The quads of an ordinary document; null for any other. Throws ContextMissing. */
export async function ordinaryDataset(document: JsonObject): Promise<readonly Quad[] | null> {
  try {
    const dataset = new Dataset(await contextsIn(document));
    dataset.node(document, { terms: Terms.none(), graph: "" });
    return dataset.quads.length > 0 ? dataset.quads : null;
  } catch (error) {
    if (error instanceof OutOfTheOrdinary) {
      return null;
    }
    throw error;
  }
}

/** All contexts that the document names, by address. Throws OutOfTheOrdinary if the document is too large. */
async function contextsIn(document: JsonObject): Promise<ReadonlyMap<string, JsonObject>> {
  const urls = new Set<string>();
  let values = 0;
  const look = (value: Json | undefined, depth: number): void => {
    values += 1;
    if (values > DOCUMENT_VALUES || depth > MOST_DEPTH || (Array.isArray(value) && value.length > LIST_ENTRIES)) {
      outOfTheOrdinary();
    }
    if (isObject(value) && "@context" in value) {
      const named = value["@context"];
      if (Array.isArray(named) && named.length > CONTEXT_ENTRIES) {
        outOfTheOrdinary();
      }
      texts(named).forEach((url) => urls.add(url));
    }
    if (typeof value === "object" && value !== null) {
      Object.values(value).forEach((one) => look(one, depth + 1));
    }
  };
  look(document, 1);
  const found = await Promise.all(Array.from(urls, async (url) => [url, (await contextAt(url))?.["@context"]] as const));
  return new Map(found.map(([url, context]) => [url, isObject(context) ? context : outOfTheOrdinary()]));
}

/** A place for a node: the terms that apply there, and its graph. */
interface Place {
  readonly terms: Terms;
  readonly graph: string;
}

class Dataset {
  readonly quads: Quad[] = [];
  private blanks = 0;

  constructor(private readonly contexts: ReadonlyMap<string, JsonObject>) {}

  /** Adds a node with everything inside it; returns its name. */
  node(object: JsonObject, { terms: around, graph }: Place): string {
    const { "@context": named = [], ...rest } = object;
    const terms = (Array.isArray(named) ? named : [named]).reduce<Terms>((found, url) => found.with(this.context(url)), around);
    const members = Object.entries(rest);
    const [types = [], ...more] = members.filter(([word]) => terms.get(word)?.id === "@type").map(([, value]) => texts(value));
    const typed = [...types].sort().reduce((found, type) => {
      const scoped = terms.get(type)?.scoped;
      return scoped ? found.ofType(scoped) : found;
    }, terms);
    const ids = members.filter(([word]) => typed.get(word)?.id === "@id").map(([, value]) => typed.address(text(value)));
    if (more.length > 0 || ids.length > 1 || members.length === ids.length) {
      outOfTheOrdinary();
    }
    const name = ids[0] === undefined ? this.blank() : iri(ids[0]);
    for (const type of types) {
      this.quads.push([name, RDF_TYPE, iri(terms.named(type)), graph]);
    }
    for (const [word, value] of members) {
      const meaning = typed.get(word) ?? outOfTheOrdinary();
      const isType = terms.get(word)?.id === "@type";
      if (isType !== (meaning.id === "@type")) {
        outOfTheOrdinary();
      }
      if (!isType && meaning.id !== "@id") {
        this.property(name, word, value, { terms: typed, graph });
      }
    }
    return name;
  }

  private property(name: string, word: string, value: Json | undefined, { terms, graph }: Place): void {
    const meaning = terms.get(word) ?? outOfTheOrdinary();
    const { id, type, container, scoped } = meaning;
    const inside = scoped ? terms.inside(scoped) : terms;
    // The property's own context could redefine the property.
    if (!isIri(id) || type === "@json" || !CONTAINERS.includes(container) || inside.get(word) !== meaning) {
      outOfTheOrdinary();
    }
    const values = (Array.isArray(value) ? value : [value]).filter((one) => one !== null);
    const objects = values.map((one) => this.value(one, meaning, { terms: inside, graph }));
    const isListed = container === "@list" && value !== null;
    for (const object of isListed ? [this.list(objects, graph)] : objects) {
      this.quads.push([name, iri(id), object, graph]);
    }
  }

  /** The term of a value. Adds the node if the value is one. */
  private value(value: Json | undefined, meaning: Meaning, { terms, graph }: Place): string {
    if (!isObject(value)) {
      return meaning.container === "@graph" ? outOfTheOrdinary() : plain(value, meaning, terms);
    }
    // Type-scoped contexts apply to one node only, so they end here. The property's own context does not.
    const around = meaning.scoped ? terms.around.inside(meaning.scoped) : terms.around;
    if (meaning.container === "@graph") {
      const innerGraph = this.blank();
      const count = this.quads.length;
      this.node(value, { terms: around, graph: innerGraph });
      return this.quads.length > count ? innerGraph : outOfTheOrdinary();
    }
    const [[word = "", one] = [], ...more] = Object.entries(value);
    if (more.length === 0 && terms.get(word)?.id === "@id") {
      return iri(terms.address(text(one)));
    }
    return "@value" in value ? inLanguage(value) : this.node(value, { terms: around, graph });
  }

  /** Adds an RDF collection; returns its head. */
  private list(objects: readonly string[], graph: string): string {
    return objects.reduceRight((rest, object) => {
      const head = this.blank();
      this.quads.push([head, RDF_FIRST, object, graph], [head, RDF_REST, rest, graph]);
      return head;
    }, RDF_NIL);
  }

  private context(url: Json): JsonObject {
    return this.contexts.get(text(url)) ?? outOfTheOrdinary();
  }

  private blank(): string {
    this.blanks += 1;
    return `_:b${this.blanks}`;
  }
}

function text(value: Json | undefined): string {
  return isString(value) ? value : outOfTheOrdinary();
}

/** One text or several, as a list. */
function texts(value: Json | undefined): string[] {
  const all = Array.isArray(value) ? value : [value];
  return all.length > 0 ? all.map(text) : outOfTheOrdinary();
}

/** The term of a value that is not an object, by the type of its property. */
function plain(value: Json | undefined, { type }: Meaning, terms: Terms): string {
  const isAddress = ADDRESSES.includes(type);
  if (isString(value) && isAddress) {
    return iri(type === "@vocab" ? terms.named(value) : terms.address(value));
  }
  const isOdd = isAddress || type === `${XSD}double` || (type !== "" && !isIri(type));
  if (!isOdd && isString(value)) {
    return literal(value, type || `${XSD}string`);
  }
  if (!isOdd && typeof value === "boolean") {
    return literal(String(value), type || `${XSD}boolean`);
  }
  if (!isOdd && typeof value === "number" && isWrittenAlike(value)) {
    const [text, datatype] = numeral(value);
    return literal(text, type || datatype);
  }
  return outOfTheOrdinary();
}

/** The term of a text with a language. */
function inLanguage({ "@value": value, "@language": language, ...more }: JsonObject): string {
  const isTagged = isString(value) && isString(language) && isLanguage(language);
  return isTagged && Object.keys(more).length === 0 ? literal(value, "", language.toLowerCase()) : outOfTheOrdinary();
}
