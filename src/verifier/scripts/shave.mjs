// Takes out of libraries what a verifier never runs or shows: the sentences of their errors (the code of
// an error is what counts here, the words for people are the catalogue's), and functions of other algorithms. The
// versions are pinned; where a text is no longer found, the build fails instead of growing.

const STRING = String.raw`(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|${"`"}(?:[^${"`"}\\]|\\.)*${"`"})`;
const STRINGS = String.raw`${STRING}(?:\s*\+\s*(?:${STRING}|[\w.]+))*`;
const ERROR = new RegExp(String.raw`new JsonLdError\(\s*${STRINGS},\s*${STRING},`, "g");
const EVENT_MESSAGE = new RegExp(String.raw`\bmessage:\s*${STRINGS},`, "g");
const EVENT_LEVEL = /\b(?:type: \['JsonLdEvent'\]|level: 'warning'),/g;

/** A function that is assigned to `api`, with everything up to the brace in the first column that ends it. */
function unused(...names) {
  return names.map((name) => new RegExp(String.raw`^api\.${name} = (?:[^\n]*;\n|[\s\S]*?^\};?\n)`, "m"));
}

/** Methods of a class. */
function methods(...names) {
  return names.map((name) => new RegExp(String.raw`^ {4}${name}\([\s\S]*?^ {4}\}\n`, "m"));
}

const CUTS = [
  [/jsonld.lib.(?:context|expand|ContextResolver|nodeMap|toRdf|util|url|events)\.js$/, []],
  [/jsonld.lib.context\.js$/, [/(?<=getInverse: )_createInverseContext|^ {2}function _createInverseContext\([\s\S]*?^ {2}\}\n/gm]],
  [/jsonld.lib.util\.js$/, unused("buildHeaders", "parseLinkHeader", "removeProperty", "removeValue", "relabelBlankNodes", "compareShortestLeast")],
  [/jsonld.lib.url\.js$/, unused("removeBase", "isRelative")],
  [/jsonld.lib.nodeMap\.js$/, unused("createMergedNodeMap", "mergeNodeMapGraphs", "mergeNodeMaps")],
  [/jsonld.lib.events\.js$/, [...unused("setupEventHandler", "safeEventHandler", "logEventHandler", "logWarningEventHandler", "unhandledEventHandler", "setDefaultEventHandler"), /^const _notSafeEventCodes = [\s\S]*?^\]\);\n/m]],
  // Multiples of the base point, worked out beforehand: worth it for who signs, or checks thousands of signatures.
  [/noble.ed25519.index\.js$/, [/^ {8}if \(this\.equals\(G\)\)\n {12}return wNAF\(n\)\.p;\n/m, ...methods("static fromHex", "get x", "get y", "assertValidity", "subtract", "multiplyUnsafe", "toHex")]],
];

// A context that holds for one node only is a copy of the one around it. The library makes a new copy for every such
// node, and what it processed for the copy before is of no use; one copy for each context does, since none is changed
// once it is made.
const CHANGES = [
  [/jsonld.lib.context\.js$/, "rval = rval.clone();\n    rval.previousContext = activeCtx;", "rval = activeCtx.aside ??= Object.assign(rval.clone(), {previousContext: activeCtx});"],
  [/jsonld.lib.context\.js$/, "return this.previousContext.clone();", "return this.previousContext;"],
];

export const SHAVED = /(?:jsonld.lib.\w+|noble.ed25519.index)\.js$/;

/** The source of a library's file without what is not needed of it. */
export function shave(file, source) {
  let text = source.replace(ERROR, "new JsonLdError('', '',").replace(EVENT_MESSAGE, "").replace(EVENT_LEVEL, "");
  for (const [where, cuts] of CUTS) {
    for (const cut of where.test(file) ? cuts : []) {
      const shorter = text.replace(cut, (found) => (found === "_createInverseContext" ? "null" : ""));
      if (shorter === text) {
        throw new Error(`nothing in ${file} is like ${cut}`);
      }
      text = shorter;
    }
  }
  for (const [where, before, after] of CHANGES) {
    if (where.test(file)) {
      if (!text.includes(before)) {
        throw new Error(`nothing in ${file} is ${before}`);
      }
      text = text.replace(before, after);
    }
  }
  return text;
}
