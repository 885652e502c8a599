// Badges are drawn in the browser as the build draws them, byte for byte.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import test from "node:test";

import { loadCore } from "./scenes.mjs";

const core = await loadCore();
const { icons, ribbons, badges } = JSON.parse(readFileSync(new URL("../vectors/forms/art.json", import.meta.url), "utf8"));

test("every badge of the vectors is drawn to the byte", () => {
  const other = badges.filter(({ sha256, icon, word, ...wanted }) => {
    const ribbon = wanted.level ? (ribbons[word] ?? ribbons[wanted.level]) : "";
    const svg = core.draw({ ...wanted, ribbon, icon: icons[icon] }, core.letters);
    return createHash("sha256").update(svg).digest("hex") !== sha256;
  });
  assert.ok(badges.length >= 800);
  assert.deepEqual(other, []);
});

for (const name of ["Ольга", "田中", "سارة", "(j", "a\u0323\u0302", "", "😀"]) {
  test(`letters that the table lacks are known to be lacking: ${name}`, () => assert.ok(!core.isDrawable(name, core.letters)));
}
