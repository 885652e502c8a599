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
      throw unsupported(name);
    }
  }
}

/** In a named graph, a bare address or value states nothing and would be lost. */
function checkInGraph(node: Json): void {
  if (isObject(node) && ("@value" in node || "@list" in node || Object.keys(node).every((key) => key === "@id"))) {
    throw unsupported(node["@id"] ?? node["@value"] ?? "");
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
    throw unsupported(plain);
  }
  if (isString(language) && language && !isLanguage(language)) {
    throw new CredentialError("bad-language", { got: language });
  }
  if (isString(datatype) && datatype !== "@json" && !isIri(datatype)) {
    const place = { got: datatype };
    throw new CredentialError("undefined-type", place);
  }
  if (isString(plain) && datatype === `${XSD}double`) {
    throw unsupported(plain);
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
    ? new CredentialError("bad-iri", place)
    : new CredentialError("relative-id", place);
}

function checkType(value: Json): void {
  const type = isString(value) ? value : "";
  if (!isIri(type)) {
    const place = { got: type };
    throw new CredentialError("undefined-type", place);
  }
}

function checkPredicate(name: string): void {
  if (!isIri(name)) {
    throw undefinedTerm(name, "");
  }
}

function unsupported(got: Json = ""): CredentialError {
  return new CredentialError("unsupported-json-ld", { got });
}
