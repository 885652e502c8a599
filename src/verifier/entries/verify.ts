// The verify page.

import { listen } from "../handed.js";

listen();
