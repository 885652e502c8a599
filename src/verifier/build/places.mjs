// The regions of the world, for Python: UN M49 as CLDR has it.

import { readFileSync } from "node:fs";
import path from "node:path";

const REGION = /^[0-9]{3}$/;
const PLACE = /^(?:[0-9]{3}|[A-Z]{2})$/;
// CLDR lists these beside regions of M49, but they are groups of another kind.
const UNIONS = ["EU", "EZ", "UN"];

/** Regions of UN M49 → the countries and regions right below each. */
export function places(home) {
  const file = path.join(home, "node_modules", "cldr-core", "supplemental", "territoryContainment.json");
  const { territoryContainment } = JSON.parse(readFileSync(file, "utf8")).supplemental;
  const found = {};
  for (const [name, { _contains: inside }] of Object.entries(territoryContainment)) {
    const [code, status] = [name.slice(0, 3), name.slice(3)];
    if (REGION.test(code) && (status === "" || status === "-status-grouping")) {
      const known = inside.filter((one) => PLACE.test(one) && !UNIONS.includes(one));
      found[code] = [...new Set([...(found[code] ?? []), ...known])].sort();
    }
  }
  return Object.fromEntries(Object.entries(found).filter(([, inside]) => inside.length > 0).sort());
}
