// The compiler's settings, and what of other people's libraries goes into the bundle.

import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

import { shave, SHAVED } from "./shave.mjs";

export const HOME = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

export const COMPILER = {
  absWorkingDir: HOME,
  bundle: true,
  minify: true,
  charset: "utf8",
  platform: "browser",
  target: ["es2022"],
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
  treeShaking: true,
};

/** What only the libraries and who calls them, or our own classes, call by these names: each becomes a letter or two. */
export const INNER_NAMES = new RegExp(
  `^(?:${[
    // of the JSON-LD library
    "_existing",
    "activeCtx",
    "activeProperty",
    "addValue",
    "allowDuplicate",
    "asGraph",
    "compareValues",
    "contextResolver",
    "createNodeMap",
    "createTermDefinition",
    "documentLoader",
    "eventHandler",
    "expandIri",
    "expandedActiveProperty",
    "expandedParent",
    "expandedProperty",
    "getContextValue",
    "getInitialContext",
    "getInverse",
    "getOldIds",
    "getProcessed",
    "handleEvent",
    "hasProperty",
    "indexKey",
    "insideIndex",
    "insideList",
    "isAbsolute",
    "isBlankNode",
    "isBoolean",
    "isDouble",
    "isEmptyObject",
    "isGraph",
    "isKeyword",
    "isSimpleGraph",
    "isSubject",
    "isSubjectReference",
    "isUndefined",
    "keepFreeFloatingNodes",
    "localCtx",
    "mappings",
    "normalizedPath",
    "overrideProtected",
    "prependBase",
    "prependValue",
    "previousContext",
    "processingMode",
    "propertyIndex",
    "propertyIsArray",
    "rdfDirection",
    "removeDotSegments",
    "revertToPreviousContext",
    "setProcessed",
    "termType",
    "typeExpansion",
    "typeKey",
    "typeScopedContext",
    "validateTypeValue",
    "valueIsArray",
    // of the curve's
    "clearCofactor",
    "fromAffine",
    "isSmallOrder",
    "isTorsionFree",
    "toAffine",
    // our own
    "firstDegree",
    "hashFirstDegree",
    "hashNDegree",
    "hashRelated",
    "isContext",
    "isPrefix",
    "isProtected",
    "listedOn",
    "meanings",
    "methodId",
    "ofDocuments",
    "ofProperties",
    "ofTypes",
    "quadsOf",
    "servedFrom",
    "shortestPath",
    "tellApart",
    "unresolved",
  ].join("|")})$`,
);

// What the JSON-LD library brings along, and is never needed here.
const SHIMS = [
  { filter: /^lru-cache$/, shim: "lru-cache.js" },
  { filter: /^rdf-canonize$/, shim: "rdf-canonize.js" },
];

/** Puts the shims in their places, and shaves the libraries. */
export const librariesAlone = {
  name: "libraries",
  setup(builder) {
    for (const { filter, shim } of SHIMS) {
      builder.onResolve({ filter }, () => ({ path: path.join(HOME, "shims", shim) }));
    }
    builder.onLoad({ filter: SHAVED }, ({ path: file }) => ({ contents: shave(file, readFileSync(file, "utf8")), loader: "js" }));
  },
};

const JSONLD = `
export { getInitialContext } from "jsonld/lib/context.js";
export { expand } from "jsonld/lib/expand.js";
export { toRDF } from "jsonld/lib/toRdf.js";
export { default as ResolvedContext } from "jsonld/lib/ResolvedContext.js";
`;

/**
 * The parts of the JSON-LD library that are used, as one module. It is made of modules of an older kind, and what helps
 * to load those would otherwise be shared, and loaded, by every part of the program.
 */
export async function jsonld() {
  const { outputFiles, metafile } = await build({
    ...COMPILER,
    plugins: [librariesAlone],
    stdin: { contents: JSONLD, resolveDir: HOME },
    format: "esm",
    write: false,
  });
  return { contents: outputFiles[0].text, inputs: Object.keys(metafile.inputs) };
}
