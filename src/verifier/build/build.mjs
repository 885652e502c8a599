// node build/build.mjs OUT
//
// Writes these files into OUT, always with the same bytes:
//   contexts.json   the JSON-LD contexts, for Python and for the chunk below
//   places.json     the regions of the world, for Python
//   award.*.js      what an award page loads        } ES modules; the JSON-LD machinery is a chunk
//   verify.*.js     what the verify page loads      } that they load when there is something to verify
//   issue.*.js      } what the pages with forms load, with chunks of their own
//   design.*.js     }
//   offline.js      everything in one classic script, for the one-file verifier
//   offline.*.txt   the words of one language, packed, for that verifier
//   fonts/*         the fonts that preview images are drawn with
//   LICENSES.txt    the licences of all that came from elsewhere
//   manifest.json   {"award.js": "award.<hash>.js", …}

import { readdirSync, readFileSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { build } from "esbuild";

import { collectContexts } from "./contexts.mjs";
import { copyFonts } from "./fonts.mjs";
import { COMPILER, HOME } from "./library.mjs";
import { licences } from "./licences.mjs";
import { places } from "./places.mjs";

const CATALOGUE = path.join(path.dirname(HOME), "badgepress", "words", "catalogue");
const NOTICE = "/* Badgepress. Licences of the libraries in here: LICENSES.txt */";

// The pages with forms.
const FORMS = ["issue", "design"];

// Contexts that nearly every current badge names. Each other context is a chunk of its own.
const COMMON = [
  "https://www.w3.org/ns/credentials/v2",
  "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
  "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
];

/** The catalogues by language. */
function languages() {
  const names = readdirSync(CATALOGUE).filter((name) => name.endsWith(".json")).sort();
  return Object.fromEntries(
    names.map((name) => [name.slice(0, -".json".length), JSON.parse(readFileSync(path.join(CATALOGUE, name), "utf8"))]),
  );
}

// Rare words, loaded only when a report needs one of them (languages.ts). The words for a usual badge load first.
const SELDOM = {
  codes: /hosted|^issuer-(?:profile|scope|key$|did|bad)|^format-(?!ok$|not-)|^signature-(?:claims|missing|other|purpose|too-complex|unsupported|key-malformed)|^endorsements-(?:ok|bad)|^parse-(?!ok$)|^status-(?:message|unsupported)|^recipient-nobody/,
  verdict: /^(?:record-|un(?:readable|supported)$)|-(?:unknown|elsewhere)/,
  note: /^(?:code|ob1|clr|endorsement|because|proofs|list-of|draft|other-badge|folder|packed)/,
  kind: /./,
  advice: /./,
  reason: /^(?:endorsement|list|context|odd|fetch-(?:else|bad|did|private|too-many|unknown)|bad|un|too)/,
  label: /^(?:page|unread-hint|ask.*)$/,
};
// Labels of the technical view, which load with it.
const SPECIALIST = /^(?:nothing-technical|hash.*|canonical|suite|method|key|created|signature|bit.*|document|made|header|payload|json)$/;

/** The words of a language in three parts: common ones, rare ones, and those of the technical view. */
function parted(words) {
  const parts = { usual: {}, seldom: {}, specialist: {} };
  for (const [name, value] of Object.entries(words)) {
    if (typeof value === "string" || Array.isArray(value) || value.sentence !== undefined) {
      parts[SELDOM.codes.test(name) ? "seldom" : "usual"][name] = value;
      continue;
    }
    for (const [key, text] of Object.entries(value)) {
      const part = SELDOM[name]?.test(key) ? "seldom" : name === "label" && SPECIALIST.test(key) ? "specialist" : "usual";
      (parts[part][name] ??= {})[key] = text;
    }
  }
  return parts;
}

/** One part of the words, for every language. */
function partOf(all, part) {
  return Object.fromEntries(Object.entries(all).map(([language, words]) => [language, parted(words)[part]]));
}

/** A module with a function per name that returns its data: directly for `common` ones, otherwise from a chunk. */
function separately(kind, data, common = []) {
  const members = Object.entries(data).map(([name, value]) =>
    common.includes(name)
      ? `${JSON.stringify(name)}: async () => (${JSON.stringify(value)})`
      : `${JSON.stringify(name)}: async () => (await import("badgepress:${kind}/${name}")).default`,
  );
  return `export default {${members.join(",")}};`;
}

/** JSON, gzipped, in base64: a third of the data's size is repeated names. */
function packed(data) {
  return gzipSync(JSON.stringify(data), { level: 9 }).toString("base64");
}

/** The same for a single file, with the data packed. */
function together(data) {
  const members = Object.keys(data).map((name) => `${JSON.stringify(name)}: async () => (await all())[${JSON.stringify(name)}]`);
  return [
    `import { unpacked } from ${JSON.stringify(path.join(HOME, "words", "unpacked.ts"))};`,
    "let found;",
    `const all = () => (found ??= unpacked("${packed(data)}"));`,
    `export default {${members.join(",")}};`,
  ].join("\n");
}

// Parts that load later build on what is loaded by then, so each imports it. Otherwise the bundler would make a chunk
// for each combination of sharing modules, and many small files compress worse than a few.
const BASE = path.join("page", "answers.ts");
const RESULTS = path.join("page", "results.ts");
const ROOMS = ["openbadges", "verify", "words", "page"];
const DYNAMIC = /import\("(\.[^"]+)\.js"\)/g;

/** The source of a module that loads after BASE, with an import of BASE added; null for other modules. */
function onBase(file, later) {
  if (!later.has(file)) {
    return null;
  }
  const base = path.relative(path.dirname(file), path.join(HOME, BASE)).split(path.sep).join("/").replace(/\.ts$/, ".js");
  return `import "${base.startsWith(".") ? base : `./${base}`}";\n${readFileSync(file, "utf8")}`;
}

/** The modules that load on demand, except those that results.ts loads, because they load before the base. */
function loadedLater() {
  const sources = ROOMS.flatMap((room) => readdirSync(path.join(HOME, room), { recursive: true }).map((name) => path.join(room, name)));
  const asking = sources.filter((name) => name.endsWith(".ts") && name !== RESULTS && !name.includes("entries"));
  return new Set(
    asking.flatMap((name) => {
      const file = path.join(HOME, name);
      const named = [...readFileSync(file, "utf8").matchAll(DYNAMIC)];
      return named.map(([, one]) => `${path.resolve(path.dirname(file), one)}.ts`);
    }),
  );
}

/** The words module of the one-file page, which contains words for its own language only. */
function embeddedWords() {
  return `import { embeddedWords } from ${JSON.stringify(path.join(HOME, "words", "packedwords.ts"))};\nexport default embeddedWords();`;
}

/** Serves data modules from memory. */
function plugin(contexts, { isOneFile, isPage }) {
  const all = languages();
  const data = isOneFile
    ? { contexts, languages: all, seldom: {}, specialist: {} }
    : { contexts, languages: partOf(all, "usual"), seldom: partOf(all, "seldom"), specialist: partOf(all, "specialist") };
  return {
    name: "badgepress",
    setup(builder) {
      builder.onResolve({ filter: /^badgepress:/ }, ({ path: name }) => ({ path: name, namespace: "badgepress" }));
      builder.onLoad({ filter: /.*/, namespace: "badgepress" }, ({ path: name }) => {
        const [, kind, member] = /^badgepress:(contexts|languages|seldom|specialist)(?:\/(.*))?$/.exec(name);
        const isEmbedded = isPage && kind === "languages";
        const whole = isEmbedded ? embeddedWords() : isOneFile ? together(data[kind]) : separately(kind, data[kind], COMMON);
        return { contents: member ? `export default ${JSON.stringify(data[kind][member])}` : whole, loader: "js", resolveDir: HOME };
      });
      if (!isOneFile) {
        const later = loadedLater();
        builder.onLoad({ filter: /\.ts$/ }, ({ path: file }) => {
          const contents = onBase(file, later);
          return contents === null ? undefined : { contents, loader: "ts", resolveDir: path.dirname(file) };
        });
      }
    },
  };
}

function settings(contexts, { isOneFile = false, isPage = false } = {}) {
  return { ...COMPILER, plugins: [...COMPILER.plugins, plugin(contexts, { isOneFile, isPage })] };
}

async function modules(out, contexts) {
  const result = await build({
    ...settings(contexts),
    entryPoints: { award: "page/entries/award.ts", verify: "page/entries/verify.ts" },
    format: "esm",
    splitting: true,
    outdir: out,
    entryNames: "[name].[hash]",
    chunkNames: "[name].[hash]",
  });
  await preload(result.metafile.outputs, BASE);
  await notice(result.metafile.outputs);
  const manifest = {};
  for (const [file, output] of Object.entries(result.metafile.outputs)) {
    const name = path.basename(file);
    const [stem, hash] = [name.split(".")[0], name.split(".").at(-2)];
    // Data chunks have no source file.
    const isOwn = output.entryPoint?.endsWith(".ts");
    manifest[isOwn ? `${path.basename(output.entryPoint, ".ts")}.js` : `${stem}.${hash}.js`] = name;
  }
  return { manifest, inputs: Object.keys(result.metafile.inputs) };
}

/** Builds the pages with forms separately, so that shared code adds no chunks to the verifier. */
async function forms(out) {
  const { metafile } = await build({
    ...COMPILER,
    entryPoints: FORMS.map((name) => `page/entries/${name}.ts`),
    format: "esm",
    splitting: true,
    outdir: out,
    entryNames: "[name].[hash]",
    chunkNames: "form.[hash]",
  });
  const manifest = {};
  for (const [file, { entryPoint }] of Object.entries(metafile.outputs)) {
    const name = path.basename(file);
    manifest[entryPoint ? `${path.basename(entryPoint, ".ts")}.js` : name] = name;
  }
  return manifest;
}

/** Makes a part that loads later fetch its imports in parallel, not one after another. */
async function preload(outputs, source) {
  const [[file, part]] = Object.entries(outputs).filter(([, { entryPoint }]) => entryPoint === source);
  const isLoadedBy = (kind, output) => output.imports.some((one) => one.kind === kind && one.path === file);
  for (const [name, output] of Object.entries(outputs).filter(([, one]) => isLoadedBy("dynamic-import", one))) {
    const known = output.imports.filter(({ kind }) => kind === "import-statement").map((one) => one.path);
    const missing = part.imports.filter((one) => one.kind === "import-statement" && !known.includes(one.path));
    const all = [file, ...missing.map((one) => one.path)].map((one) => `import("./${path.basename(one)}")`);
    const text = await readFile(path.join(HOME, name), "utf8");
    if (!text.includes(all[0])) {
      throw new Error(`${name} loads ${file} in a way that the build does not know: ${all[0]} is not in it`);
    }
    const together = text.replaceAll(all[0], `Promise.all([${all}]).then(([part])=>part)`);
    await writeFile(path.join(HOME, name), together);
  }
}

/** Adds a line to each file with third-party code that says where the licences are. */
async function notice(outputs) {
  for (const [name, { inputs }] of Object.entries(outputs)) {
    if (Object.keys(inputs).some((input) => /node_modules|badgepress:contexts/.test(input))) {
      await mark(path.join(HOME, name));
    }
  }
}

async function mark(file) {
  await writeFile(file, `${NOTICE}\n${await readFile(file, "utf8")}`);
}

/** Builds the verifier without a page, for tests in Node. `plugins` may change its sources. */
export async function buildCore(outfile, plugins = []) {
  const usual = settings(collectContexts(), { isOneFile: true });
  await build({
    ...usual,
    plugins: [...plugins, ...usual.plugins],
    minify: false,
    entryPoints: ["page/entries/core.ts"],
    format: "esm",
    outfile,
  });
}

async function main(out) {
  await mkdir(out, { recursive: true });
  const contexts = collectContexts();
  await writeFile(path.join(out, "contexts.json"), `${JSON.stringify(contexts)}\n`);
  await writeFile(path.join(out, "places.json"), `${JSON.stringify(places(HOME))}\n`);
  const { manifest, inputs } = await modules(out, contexts);
  await build({
    ...settings(contexts, { isOneFile: true, isPage: true }),
    entryPoints: ["page/entries/offline.ts"],
    format: "iife",
    outfile: path.join(out, "offline.js"),
  });
  await mark(path.join(out, "offline.js"));
  manifest["offline.js"] = "offline.js";
  for (const [language, words] of Object.entries(languages())) {
    const name = `offline.${language}.txt`;
    await writeFile(path.join(out, name), packed(words));
    manifest[name] = name;
  }
  Object.assign(manifest, await forms(out));
  const fonts = await copyFonts(HOME, path.join(out, "fonts"));
  await writeFile(path.join(out, "LICENSES.txt"), await licences(HOME, [...inputs, ...fonts]));
  manifest["LICENSES.txt"] = "LICENSES.txt";
  const ordered = Object.fromEntries(Object.entries(manifest).sort(([a], [b]) => (a < b ? -1 : 1)));
  await writeFile(path.join(out, "manifest.json"), `${JSON.stringify(ordered, null, 2)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const out = process.argv[2];
  if (!out) {
    console.error("usage: node build/build.mjs OUT");
    process.exit(2);
  }
  await main(path.resolve(out));
}
