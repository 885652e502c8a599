// node bundle.mjs OUT: page.mjs with all that it needs, minified, in one module for a page.

import { readFileSync } from "node:fs";

import { build } from "../../src/verifier/node_modules/esbuild/lib/main.js";

// One of the packages has a file for browsers that its list of exports hides.
const forBrowsers = {
  name: "for browsers",
  setup(builder) {
    builder.onLoad({ filter: /base64url-universal[/\\]lib[/\\]index\.js$/ }, ({ path }) => ({
      contents: readFileSync(path.replace(/index\.js$/, "browser.js"), "utf8"),
    }));
  },
};

await build({
  plugins: [forBrowsers],
  entryPoints: [new URL("page.mjs", import.meta.url).pathname],
  bundle: true,
  minify: true,
  format: "esm",
  platform: "browser",
  conditions: ["browser"],
  define: { global: "globalThis" },
  legalComments: "none",
  logLevel: "error",
  outfile: process.argv[2],
});
