// The verify page.

import { listen } from "../results.js";

listen(async (picture) => (await import("../readcode.js")).readCode(picture));
