// The page for making BadgeClasses.

import { listen } from "../../../forms/design.js";

listen();
