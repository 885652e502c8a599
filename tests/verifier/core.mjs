// node core.mjs FILE: writes the core of the browser verifier into the file, for a page that loads it.

import { buildCore } from "../../src/verifier/build/build.mjs";

await buildCore(process.argv[2]);
