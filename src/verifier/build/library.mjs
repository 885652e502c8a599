// The location of the sources, and the compiler's settings.

import path from "node:path";
import { fileURLToPath } from "node:url";

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
