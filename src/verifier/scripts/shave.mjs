// Takes out of libraries what a verifier never runs or shows: the sentences of their errors (the code of
// an error is what counts here, the words for people are the catalogue's), and functions of other algorithms. The
// versions are pinned; where a text is no longer found, the build fails instead of growing.

const STRING = String.raw`(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|${"`"}(?:[^${"`"}\\]|\\.)*${"`"})`;
const VALUE = String.raw`[\w.]+(?:\['@version'\]|\(', '\))?`;
const STRINGS = String.raw`${STRING}(?:\s*\+\s*(?:${STRING}|${VALUE}))*`;
const ERROR = new RegExp(String.raw`new JsonLdError\(\s*${STRINGS},\s*${STRING},\s*\{(?:code: (${STRING}))?[^{}]*\}\s*\)`, "g");
// Whose context is told (jsonld.ts, REDEFINED).
const TOLD = ["'protected term redefinition'", "'keyword redefinition'"];
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
  [/jsonld.lib.context\.js$/, [...unused("processingMode"), /^ {2}if\(options\.eventHandler\) \{\n {4}eventCaptureHandler\.push\(options\.eventHandler\);\n {2}\}\n/m]],
  [/jsonld.lib.expand\.js$/, [/^ {2}if\(activeProperty === '@default'\) \{\n[^\n]*\n {2}\}\n/m]],
  [/jsonld.lib.constants\.js$/, [/^ {2}(?:RDF|XSD|LINK_HEADER_\w+|RDF_(?:LIST|PLAIN_LITERAL|XML_LITERAL|OBJECT))(?:: [^\n]*)?,\n/gm]],
  // Multiples of the base point, worked out beforehand: worth it for who signs, or checks thousands of signatures.
  [/noble.ed25519.index\.js$/, [/^ {8}if \(this\.equals\(G\)\)\n {12}return wNAF\(n\)\.p;\n/m, ...methods("static fromHex", "get x", "get y", "assertValidity", "subtract", "multiplyUnsafe", "toHex")]],
];

// What holds for every document here: JSON-LD 1.1, no frame, a function that hears of events, no direction in RDF, and
// values that came out of JSON.
const ALWAYS = [
  [/jsonld.lib.JsonLdError\.js$/, /constructor\([\s\S]*?\n {2}\}\n/, "constructor(code = '', context) {super(); this.details = {code, context};}\n"],
  [/jsonld.lib.(?:context|expand)\.js$/, /(?:_|api\.)processingMode\(\w+, 1\.1\)/g, "true"],
  [/jsonld.lib.context\.js$/, /api\.processingMode\(\w+, 1\.0\)|activeCtx\.processingMode === 'json-ld-1\.0'/g, "false"],
  [/jsonld.lib.expand\.js$/, /(?:!!)?options\.isFrame/g, "false"],
  [/jsonld.lib.util\.js$/, /isFrame && /, "false && "],
  [/jsonld.lib.(?:context|expand|toRdf)\.js$/, /if\((?:options|originalOptions)\.eventHandler\) \{/g, "{"],
  [/jsonld.lib.context\.js$/, /const eventCaptureHandler = \[[\s\S]*?\n {2}\];\n/, "const eventCaptureHandler = event => {events.push(event); originalOptions.eventHandler(event);};\n"],
  [/jsonld.lib.events\.js$/, /_handle\(\{event, handlers: options\.eventHandler\}\)/, "options.eventHandler(event)"],
  [/jsonld.lib.events\.js$/, /^function _handle\([\s\S]*?^\}\n/m, ""],
  [/jsonld.lib.toRdf\.js$/, /'@direction' in item && rdfDirection(?: === '[\w-]+')?/g, "false"],
  [/jsonld.lib.toRdf\.js$/, / && !rdfDirection/g, ""],
  [/jsonld.lib.types\.js$/, /\((typeof v === '\w+') \|\|\s*Object\.prototype\.toString\.call\(v\) === '\[object \w+\]'\)/g, "$1"],
  [/jsonld.lib.util\.js$/, /^ {2}if\(!\('(?:propertyIsArray|valueIsArray|prependValue)' in options\)\) \{\n[^\n]*\n {2}\}\n/gm, ""],
  [/jsonld.lib.util\.js$/, /if\(!\('allowDuplicate' in options\)\) \{\n[^\n]*\n {2}\}/, "options.allowDuplicate ??= true;"],
  // Points are made of 32 bytes and of numbers only (curve.ts), and an error is as good as another.
  [/noble.ed25519.index\.js$/, /^const abytes = [\s\S]*?^\};\n/m, "const abytes = (value) => value;\n"],
  [/noble.ed25519.index\.js$/, /^const apoint = [\s\S]*?^\};\n/m, "const apoint = (p) => p;\n"],
  [/noble.ed25519.index\.js$/, /^ {4}if \(typeof n !== 'bigint'\)\n[^\n]*\n/m, ""],
  [/noble.ed25519.index\.js$/, /^ {4}const e = 'hex invalid';[\s\S]*?(?=^ {4}const array)/m, ""],
  [/noble.ed25519.index\.js$/, /, msg = 'bad number: out of range'/, ""],
  [/noble.ed25519.index\.js$/, /new (?:Type|Range)?Error\((?:msg|'[^']*'(?: \+ modulo)?)\)/g, "new Error()"],
  [/jsonld.lib.url\.js$/, / {2}simple: \{[\s\S]*?\n {2}\},\n/, ""],
];

// A context that holds for one node only is a copy of the one around it. The library makes a new copy for every such
// node, and what it processed for the copy before is of no use; one copy for each context does, since none is changed
// once it is made.
const CHANGES = [
  [/jsonld.lib.context\.js$/, "rval = rval.clone();\n    rval.previousContext = activeCtx;", "rval = activeCtx.aside ??= Object.assign(rval.clone(), {previousContext: activeCtx});"],
  [/jsonld.lib.context\.js$/, "return this.previousContext.clone();", "return this.previousContext;"],
  [/jsonld.lib.context\.js$/, "child.previousContext = this.previousContext.clone();", "child.previousContext = this.previousContext;"],
  // Meanings of words are not changed once they are made either: a copy of a context needs none of them.
  [/jsonld.lib.context\.js$/, "child.mappings = util.clone(this.mappings);", "child.mappings = new Map(this.mappings);"],
];

export const SHAVED = /(?:jsonld.lib.\w+|noble.ed25519.index)\.js$/;

/** An error of the library's with its code, and with the context it is about where that is told. */
function shortError(whole, code = "''") {
  return `new JsonLdError(${code}${TOLD.includes(code) ? ", localCtx" : ""})`;
}

/** The source of a library's file without what is not needed of it. */
export function shave(file, source) {
  let text = source.replace(ERROR, shortError).replace(EVENT_MESSAGE, "").replace(EVENT_LEVEL, "");
  for (const [where, cuts] of CUTS) {
    for (const cut of where.test(file) ? cuts : []) {
      const shorter = text.replace(cut, (found) => (found === "_createInverseContext" ? "null" : ""));
      if (shorter === text) {
        throw new Error(`nothing in ${file} is like ${cut}`);
      }
      text = shorter;
    }
  }
  for (const [where, before, after] of [...ALWAYS, ...CHANGES]) {
    if (where.test(file)) {
      const isThere = typeof before === "string" ? text.includes(before) : text.search(before) >= 0;
      if (!isThere) {
        throw new Error(`nothing in ${file} is ${before}`);
      }
      text = text.replace(before, after);
    }
  }
  return text;
}
