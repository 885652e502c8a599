// The page for making awards.

import { listen } from "../../../forms/issue.js";

listen();
