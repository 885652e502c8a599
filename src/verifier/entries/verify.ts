// The verify page.

import { listen } from "../handed.js";

listen(async (picture) => (await import("../readcode.js")).readCode(picture));
