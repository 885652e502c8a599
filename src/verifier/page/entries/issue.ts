// The page that makes awards.

import { listen } from "../../../forms/issue.js";

listen();
