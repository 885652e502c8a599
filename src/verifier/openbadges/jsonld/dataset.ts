// JSON-LD 1.1 to RDF in safe mode: anything that RDF would lose, and so would not be signed, is an error.
//
// This file imports the JSON-LD library. It loads only for documents that `ordinary.ts` does not handle: faulty ones,
// which need an error message, and ones that use features badges seldom use.

import { getInitialContext } from "jsonld/lib/context.js";
import { expand } from "jsonld/lib/expand.js";
import { toRDF, type LibraryTerm } from "jsonld/lib/toRdf.js";

import { ContextMissing } from "./contexts.js";
import { byCodePoint } from "./digest.js";
import { checkExpanded } from "./expanded.js";
import { isObject, isString, type Json, type JsonObject } from "../jsons.js";
import { iri, literal, XSD, type Quad } from "./nquads.js";
import { CredentialError } from "../problems.js";
import { checkSource, pathOf, undefinedTerm } from "./source.js";
import { Vocabularies } from "./resolver.js";

const LANGUAGE_TAGGED = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString";
const REDEFINED = ["protected term redefinition", "invalid context nullification", "keyword redefinition"];

const LOSSES = [
  "blank node predicate",
  "empty object",
  "free-floating scalar",
  "null @id value",
  "null @value value",
  "object with only @id",
  "object with only @language",
  "object with only @list",
  "object with only @value",
  "rdfDirection not set",
  "relative @vocab reference",
  "relative graph reference",
  "relative object reference",
  "relative predicate reference",
  "relative subject reference",
  "reserved @id value",
  "reserved @reverse value",
  "reserved term",
];

let vocabularies = new Vocabularies();

/** The RDF dataset of a document. Throws CredentialError if anything in the document would be lost. */
export async function toDataset(document: JsonObject): Promise<Quad[]> {
  checkSource(document);
  if (vocabularies.isFull) {
    vocabularies = new Vocabularies();
  }
  const dropped: string[] = [];
  const lost: CredentialError[] = [];
  const options = {
    // Without a base, relative addresses stay relative, so we find them.
    base: null,
    keepFreeFloatingNodes: true,
    contextResolver: vocabularies,
    eventHandler: [
      ({ event, next }: { event: LibraryEvent; next: () => void }): void => {
        if (event.code === "invalid property") {
          dropped.push(String(event.details["property"]));
        } else if (LOSSES.includes(event.code)) {
          lost.push(lossOf(event));
        }
        next();
      },
    ],
  };
  try {
    const activeCtx = getInitialContext(options);
    const expanded = await expand({ activeCtx, element: structuredClone(document), options });
    const [first] = dropped.sort(byCodePoint);
    if (first !== undefined) {
      throw undefinedTerm(first, pathOf(document, (key) => key === first));
    }
    const nodes = expanded === null ? [] : Array.isArray(expanded) ? expanded : [expanded];
    if (nodes.length === 0) {
      throw new CredentialError("empty-document");
    }
    try {
      // First in document order, then what the library would drop without an error.
      checkExpanded(nodes);
      refuse(lost);
    } catch (error) {
      throw placed(error, document);
    }
    const quads = toRDF(nodes, options);
    refuse(lost);
    return quads.map(({ subject, predicate, object, graph }) => [term(subject), term(predicate), term(object), term(graph)]);
  } catch (error) {
    throw innermost(error);
  }
}

/** One of the library's terms as text. */
function term({ termType, value, datatype, language }: LibraryTerm): string {
  switch (termType) {
    case "NamedNode":
      return iri(value);
    case "BlankNode":
      return `_:${value}`;
    case "Literal":
      return literal(value, datatype?.value === LANGUAGE_TAGGED ? `${XSD}string` : (datatype?.value ?? ""), language);
    default:
      return "";
  }
}

/** The error with a path, if the value it complains about is in the document as is. */
function placed(error: unknown, document: JsonObject): unknown {
  if (!(error instanceof CredentialError)) {
    return error;
  }
  const { got = "" } = error.place;
  const path = isString(got) ? pathOf(document, (_, value) => value === got) || pathOf(document, (key) => key === got) : "";
  return new CredentialError(error.code, { ...error.place, path });
}

function refuse([first]: readonly CredentialError[]): void {
  if (first) {
    throw first;
  }
}

/** The error for something the library drops with only an event, so that `checkExpanded` can no longer see it. */
function lossOf({ details }: LibraryEvent): CredentialError {
  const value = isObject(details["value"]) ? (details["value"]["@id"] ?? details["value"]["@value"]) : undefined;
  return new CredentialError("unsupported-json-ld", { got: value ?? "" });
}

interface LibraryEvent {
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Our own error from inside the library's error, or our error for the library's. */
function innermost(error: unknown): CredentialError {
  if (error instanceof ContextMissing) {
    throw error;
  }
  if (error instanceof CredentialError) {
    return error;
  }
  const { code = "", context } = (error as { details?: { code?: string; context?: unknown } }).details ?? {};
  if (REDEFINED.includes(code)) {
    return new CredentialError("context-redefined", { got: terms(context) });
  }
  const kind = /context|definition|mapping/.test(code) ? "bad-context" : "bad-json-ld";
  return new CredentialError(kind, { got: code });
}

/** The first few terms of a context. */
function terms(context: unknown): Json {
  const names = isObject(context) ? Object.keys(context).filter((name) => !name.startsWith("@")) : [];
  return names.length > 0 ? names.slice(0, 3) : "";
}
