// The verify page in one file: a classic script with everything inside, which also runs from disk. It reads no QR
// codes: a code contains an address, and this file is for people who read no addresses.

import { listen } from "../results.js";

listen(async () => "");
