// Checks expanded JSON-LD for anything that RDF cannot hold and that would be dropped silently.

import { entries, isObject, isString, type Json, type JsonObject } from "../jsons.js";
import { isIri, isLanguage, XSD } from "./nquads.js";
import { CredentialError } from "../problems.js";
import { undefinedTerm } from "./source.js";

const ABSOLUTE = /^[A-Za-z][A-Za-z0-9+.-]*:/;

/** Throws CredentialError for the first node, term or value that RDF cannot hold as is. */
export function checkExpanded(nodes: Json[]): void {
  nodes.forEach(checkNode);
}

function checkNode(node: Json | undefined): void {
  if (!isObject(node)) {
    return;
  }
  if (Object.hasOwn(node, "@id")) {
    checkName(node["@id"]);
  }
  for (const [name, values] of Object.entries(node)) {
    if (!name.startsWith("@")) {
      checkPredicate(name);
      entries(values).forEach(checkObject);
    } else if (name === "@type") {
      entries(values).forEach(checkType);
    } else if (name === "@graph") {
      entries(values).forEach(checkInGraph);
    } else if (name !== "@id") {
      throw unsupported("a JSON-LD keyword that credentials have no use for", name);
    }
  }
}

/** In a named graph, a bare address or value states nothing and would be lost. */
function checkInGraph(node: Json): void {
  if (isObject(node) && ("@value" in node || "@list" in node || Object.keys(node).every((key) => key === "@id"))) {
    const message = "a plain value where a whole object is needed, or it would not be signed";
    throw unsupported(message, node["@id"] ?? node["@value"] ?? "");
  }
  checkNode(node);
}

function checkObject(value: Json): void {
  if (!isObject(value)) {
    return;
  }
  if ("@value" in value) {
    checkValue(value);
  } else if ("@list" in value) {
    [...entries(value["@list"])].reverse().forEach(checkObject);
  } else {
    checkNode(value);
  }
}

function checkValue(value: JsonObject): void {
  const { "@value": plain, "@type": datatype, "@language": language } = value;
  if ("@direction" in value || "@index" in value) {
    throw unsupported("a direction or an index, which would not be signed", plain);
  }
  if (isString(language) && language && !isLanguage(language)) {
    throw new CredentialError("bad-language", "not a language tag", { got: language });
  }
  if (isString(datatype) && datatype !== "@json" && !isIri(datatype)) {
    const place = { got: datatype };
    throw new CredentialError("undefined-type", "the type of a value is not an address", place);
  }
  if (isString(plain) && datatype === `${XSD}double`) {
    throw unsupported("a number written as text, of which only the number would be signed", plain);
  }
}

function checkName(value: Json | undefined): void {
  const name = isString(value) ? value : "";
  // A label such as `_:b0` would not be signed, and could split one node into several.
  if (isIri(name)) {
    return;
  }
  const place = { got: name };
  throw ABSOLUTE.test(name)
    ? new CredentialError("bad-iri", "an address with characters that addresses do not have", place)
    : new CredentialError("relative-id", "an identifier that is not a full address", place);
}

function checkType(value: Json): void {
  const type = isString(value) ? value : "";
  if (!isIri(type)) {
    const place = { got: type };
    throw new CredentialError("undefined-type", "a type that the document's contexts do not define", place);
  }
}

function checkPredicate(name: string): void {
  if (!isIri(name)) {
    throw undefinedTerm(name, "");
  }
}

function unsupported(message: string, got: Json = ""): CredentialError {
  return new CredentialError("unsupported-json-ld", message, { got });
}
