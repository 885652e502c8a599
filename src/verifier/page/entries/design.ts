// The page that makes badge classes.

import { listen } from "../../../forms/design.js";

listen();
