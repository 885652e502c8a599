// The verify page in one file: a classic script, with everything inside, that also runs from somebody's own disk.

import { listen } from "../handed.js";

listen();
