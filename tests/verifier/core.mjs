// node core.mjs FILE: writes the core of the browser verifier into the file, for a page to load.

import { buildCore } from "../../src/verifier/build/build.mjs";

await buildCore(process.argv[2]);
