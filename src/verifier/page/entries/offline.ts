// The verify page in one file: a classic script, with everything inside, that also runs from somebody's own disk. It
// reads no codes out of pictures: a code holds an address, and this file is for those who ask no address.

import { listen } from "../results.js";

listen(async () => "");
