// The forms under /issue/ write what the command line writes, to the letter.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { loadCore } from "./scenes.mjs";

const core = await loadCore();
const vectors = (name) => JSON.parse(readFileSync(new URL(`../vectors/forms/${name}.json`, import.meta.url), "utf8"));

for (const { about, typed, salt, text } of vectors("awards")) {
  test(`an award with ${about}`, async () => {
    assert.equal(await core.awardFile(typed, salt), text);
    assert.ok(!typed.email || core.isMailAddress(typed.email));
  });
}

for (const { about, fields, text } of vectors("badges")) {
  test(`a badge with ${about}`, () => assert.equal(core.badgeFile(fields), text));
}

for (const { about, name, slug } of vectors("slugs")) {
  test(`a short name from ${about}`, () => assert.equal(core.slugOf(name), slug));
}

test("ids and salts are fresh, of their length, and of their letters", () => {
  const ids = Array.from({ length: 400 }, core.newId);
  assert.ok(ids.every((id) => /^[2-9bcdfghjkmnpqrstvwxyz]{8}$/.test(id)));
  assert.equal(new Set(ids).size, ids.length);
  assert.equal(new Set(ids.join("")).size, 28, "every letter comes");
  assert.match(core.newSalt(), /^[0-9a-f]{16}$/);
  assert.notEqual(core.newSalt(), core.newSalt());
});

for (const text of ["rosa", "rosa@", "@example.org", "rosa@example", "a b@example.org", "a@b@example.org", "rosa@ü ü.org"]) {
  test(`no address: ${text}`, () => assert.ok(!core.isMailAddress(text)));
}

test("the address of a proposal is filled in and escaped", () => {
  const made = core.proposal("github", "https://github.com/o/r/new/main/badges", "assertions", "2026/ab.yml", 'a: "&=#+ é"\n');
  const url = new URL(made);
  assert.equal(url.origin + url.pathname, "https://github.com/o/r/new/main/badges/assertions");
  assert.deepEqual([...url.searchParams], [["filename", "2026/ab.yml"], ["value", 'a: "&=#+ é"\n']]);
  const lab = new URL(core.proposal("gitlab", "https://gitlab.com/o/r/-/new/main", "classes", "a.yml", "b: 1\n"));
  assert.deepEqual([...lab.searchParams], [["file_name", "a.yml"], ["content", "b: 1\n"]]);
});

test("no proposal where nobody knows the service, or where the address would be too long", () => {
  assert.equal(core.proposal("", "https://example.org/new", "classes", "a.yml", "a"), "");
  assert.equal(core.proposal("github", "", "classes", "a.yml", "a"), "");
  const long = (length) => core.proposal("github", "https://github.com/o/r/new/main", "classes", "a.yml", "a".repeat(length));
  assert.ok(long(6000).length <= core.LONGEST_ADDRESS);
  assert.equal(long(core.LONGEST_ADDRESS), "");
});
