// The location of the sources, and the compiler's settings.

import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const HOME = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/**
 * The limits that Python has as well, as constants: the compiler writes each number where it is used. A module without
 * side effects of which nothing is left is in no file, and so in no chunk of its own.
 */
const LIMITS = {
  name: "limits",
  setup(builder) {
    builder.onResolve({ filter: /\/limits\.js(?:on)?$/ }, ({ path: name, resolveDir }) => ({
      path: path.resolve(resolveDir, name).replace(/\.js$/, ".ts"),
      sideEffects: false,
    }));
    builder.onLoad({ filter: /[\\/]limits\.json$/ }, ({ path: file }) => {
      const limits = Object.entries(JSON.parse(readFileSync(file, "utf8")));
      return { contents: limits.map(([name, value]) => `export const ${name} = ${value};`).join("\n"), loader: "js" };
    });
  },
};

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
  plugins: [LIMITS],
};
