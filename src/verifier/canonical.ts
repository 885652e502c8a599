// A JSON-LD document as canonical N-Quads, the text that is hashed and signed: JSON-LD 1.1 expansion and RDF in safe
// mode, then RDFC-1.0 with a work limit. This file brings the JSON-LD machinery with it and is loaded when needed.

import contextModule from "jsonld/lib/context.js";
import expansion from "jsonld/lib/expand.js";
import rdf from "jsonld/lib/toRdf.js";
import RDFC10 from "rdf-canonize/lib/RDFC10.js";
import type { Quad } from "rdf-canonize/lib/RDFC10.js";

import { byCodePoint, LineDigest } from "./digest.js";
import { checkExpanded } from "./expanded.js";
import { isObject, type Json, type JsonObject } from "./json.js";
import { CredentialError } from "./problems.js";
import { quoted, written } from "./shown.js";
import { checkSource, pathOf, undefinedTerm } from "./source.js";
import { Vocabularies, VocabularyMissing } from "./vocabularies.js";

// As on the Python side: quads looked at while nameless things are told apart, and levels of doing so.
const WORK_LIMIT = 20_000;
const DEPTH_LIMIT = 200;
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

const vocabularies = new Vocabularies();

/** Canonical N-Quads of a document; throws CredentialError. */
export async function canonicalize(document: JsonObject): Promise<string> {
  const quads = await toDataset(document);
  let text: string;
  try {
    text = await new Bounded().main(quads);
  } catch {
    throw new CredentialError("too-complex", "the document's blank nodes are too entangled to canonicalise");
  }
  const lines = text.split("\n").slice(0, -1).sort(byCodePoint);
  return [...new Set(lines)].map((line) => `${line}\n`).join("");
}

/** The canonicaliser under a limit. Every order of things it tries looks at quads anew, so counting quads is enough. */
class Bounded extends RDFC10 {
  private left = WORK_LIMIT;
  private depth = 0;

  constructor() {
    super({ maxDeepIterations: Infinity, createMessageDigest: () => new LineDigest() });
  }

  override async hashNDegreeQuads(id: string, issuer: unknown): Promise<unknown> {
    this.left -= this.blankNodeInfo.get(id)?.quads.size ?? 0;
    this.depth += 1;
    if (this.left < 0 || this.depth > DEPTH_LIMIT) {
      throw new RangeError("too much work");
    }
    const result = await super.hashNDegreeQuads(id, issuer);
    this.depth -= 1;
    return result;
  }
}

/** The RDF dataset of a document; nothing in the document is lost, or it throws. */
export async function toDataset(document: JsonObject): Promise<Quad[]> {
  checkSource(document);
  const dropped: string[] = [];
  const lost: CredentialError[] = [];
  const options = {
    // No base: a relative address stays relative and is found.
    base: null,
    keepFreeFloatingNodes: true,
    contextResolver: vocabularies,
    eventHandler: [
      ({ event }: { event: LibraryEvent }): void => {
        if (event.code === "invalid property") {
          dropped.push(String(event.details["property"]));
        } else if (LOSSES.includes(event.code)) {
          lost.push(lossOf(event));
        }
      },
    ],
  };
  try {
    const activeCtx = contextModule.getInitialContext(options);
    const expanded = await expansion.expand({ activeCtx, element: structuredClone(document), options });
    const [term] = dropped.sort(byCodePoint);
    if (term !== undefined) {
      throw undefinedTerm(term, pathOf(document, (key) => key === term));
    }
    const nodes = expanded === null ? [] : Array.isArray(expanded) ? expanded : [expanded];
    if (nodes.length === 0) {
      throw new CredentialError("empty-document", "the document says nothing");
    }
    try {
      refuse(lost);
      checkExpanded(nodes);
    } catch (error) {
      throw placed(error, document);
    }
    const quads = rdf.toRDF(nodes, options);
    refuse(lost);
    return quads;
  } catch (error) {
    throw innermost(error);
  }
}

/** The error with the path of what it complains of, as far as that stands in the document as it is. */
function placed(error: unknown, document: JsonObject): unknown {
  if (!(error instanceof CredentialError)) {
    return error;
  }
  const text = (error.place.got ?? "").slice(1, -1);
  const path = pathOf(document, (_, value) => value === text) || pathOf(document, (key) => key === text);
  return new CredentialError(error.code, error.message, { ...error.place, path });
}

function refuse([first]: readonly CredentialError[]): void {
  if (first) {
    throw first;
  }
}

/** What the library drops with a word about it, and checkExpanded can no longer see. */
function lossOf({ code, details }: LibraryEvent): CredentialError {
  const value = isObject(details["value"]) ? (details["value"]["@id"] ?? details["value"]["@value"]) : undefined;
  const message = code.startsWith("object with only") || code === "empty object"
    ? "a plain value where a whole object is needed, or it would not be signed"
    : "a value that would not be signed";
  const got = value === undefined || value === null ? quoted("") : typeof value === "string" ? quoted(value) : written(value as Json);
  return new CredentialError("unsupported-json-ld", message, { got });
}

interface LibraryEvent {
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Our own error inside the library's, or the library's in our words. */
function innermost(error: unknown): CredentialError {
  if (error instanceof VocabularyMissing) {
    throw error;
  }
  let code = "";
  let context: unknown;
  for (let cause = error; cause instanceof Error; ) {
    if (cause instanceof CredentialError) {
      return cause;
    }
    const details: Readonly<Record<string, unknown>> = (cause as { details?: Record<string, unknown> }).details ?? {};
    code = typeof details["code"] === "string" ? details["code"] : code;
    context = details["context"] ?? context;
    cause = details["cause"] as Error;
  }
  if (REDEFINED.includes(code)) {
    return new CredentialError("context-redefined", "a context changes the meaning of a protected term", {
      got: terms(context),
    });
  }
  const kind = /context|definition|mapping/.test(code) ? "bad-context" : "bad-json-ld";
  return new CredentialError(kind, "the document is not JSON-LD", { got: code });
}

/** The terms of a context, the first few of them. */
function terms(context: unknown): string {
  const names = isObject(context) ? Object.keys(context).filter((name) => !name.startsWith("@")) : [];
  return names.slice(0, 3).map(quoted).join(", ");
}
