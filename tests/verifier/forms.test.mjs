// The forms under /issue/ write exactly what the command line writes.

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

for (const { about, shared, people, text } of vectors("cohorts")) {
  test(`awards of several people with ${about}`, async () => {
    assert.equal(await core.cohortFile(shared, people), text);
    assert.ok(people.every(({ email, name }) => (!email || core.isMailAddress(email)) && core.isSound(name)));
  });
}

test("the name of a file for several people has the badge, the day and a random part, and is not too long", () => {
  const names = ["a", "data-foundations", `a${"-b".repeat(39)}`, "c".repeat(80)].map((slug) => core.cohortName(slug, "2026-09-14", core.newId()));
  assert.match(names[1], /^data-foundations-2026-09-14-[2-9b-z]{5}$/);
  for (const name of names) {
    assert.match(name, /^[a-z0-9]+(-[a-z0-9]+)*$/);
    assert.ok(name.length <= 64);
  }
  assert.notEqual(core.cohortName("a", "2026-09-14", core.newId()), core.cohortName("a", "2026-09-14", core.newId()));
});

const ROSA = ["Rosa Feld", "rosa@example.org", ""];
const LINES = [
  ["Rosa Feld <rosa@example.org>", ...ROSA],
  ["  \"Rosa Feld\"\t<rosa@example.org> ,", ...ROSA],
  ["Rosa Feld, rosa@example.org", ...ROSA],
  ["rosa@example.org;Rosa Feld", ...ROSA],
  ["Rosa Feld\trosa@example.org\t", ...ROSA],
  ['"Rosa Feld","rosa@example.org"', ...ROSA],
  ["Feld, Rosa <rosa@example.org>", "Feld, Rosa", "rosa@example.org", ""],
  ["Feld, Rosa\trosa@example.org", "Feld, Rosa", "rosa@example.org", ""],
  ["<rosa@example.org>", "", "rosa@example.org", ""],
  ["rosa@example.org", "", "rosa@example.org", ""],
  ["Rosa Feld", "Rosa Feld", "", ""],
  ["Rosa Feld rosa@example.org", "", "Rosa Feld rosa@example.org", ""],
  // nobody can tell which name belongs to whom
  ["Feld, Rosa, rosa@example.org", "Feld", "rosa@example.org", "comma"],
  ["Feld, Rosa", "Feld", "", "comma"],
  ["rosa@example.org, ann@example.org", "ann@example.org", "rosa@example.org", ""],
  ["Rosa\tFeld\trosa@example.org", "Rosa", "rosa@example.org", "columns"],
  ["Rosa\tFeld", "Rosa", "", "columns"],
  ["Rosa Feld, rosa@example.org, Data, 2026-09-14", "Rosa Feld", "rosa@example.org", "columns"],
  ["a, b, c", "a", "", "shape"],
  ["Name\tE-Mail", "Name", "", "heading"],
  ["Nom;Prénom;Courriel;Formation", "Nom", "", "heading"],
  ["氏名,メールアドレス", "氏名", "", "heading"],
  ["Name", "Name", "", "heading"],
  ["Omar Haddad omar.example.org", "Omar Haddad omar.example.org", "", "none"],
  ["Omar Haddad, omar(at)example.org", "Omar Haddad", "", "none"],
  ["Omar Haddad <omar.example.org>", "Omar Haddad", "omar.example.org", "none"],
  ["Omar Haddad <no address>", "Omar Haddad", "no address", "none"],
  ["Omar Haddad; keine", "Omar Haddad", "", "none"],
  ["no address", "no address", "", "none"],
];
for (const [line, name, email, trouble] of LINES) {
  test(`a line: ${line}`, () => {
    const [found, ...more] = core.linesOf(`\n${line}\n \t\n`);
    assert.deepEqual(found, { number: 2, start: 1, end: 1 + line.length, name, email, trouble });
    assert.deepEqual(more, []);
  });
}

test("non-addresses are told from names", () => {
  const { names, none } = JSON.parse(readFileSync(new URL("no-mail.json", import.meta.url), "utf8"));
  assert.deepEqual(names.filter((name) => core.isNoMail(name)), []);
  assert.deepEqual(none.filter((name) => !core.isNoMail(name)), []);
});

test("unreadable lines take no time", () => {
  for (const text of ['"', "<", "\t", ",", " ", "a@"].map((sign) => sign.repeat(100_000))) {
    const begun = performance.now();
    core.linesOf(text);
    assert.ok(performance.now() - begun < 2000, text[0]);
  }
});

for (const { about, fields, text } of vectors("badges")) {
  test(`a badge with ${about}`, () => assert.equal(core.badgeFile(fields), text));
}

for (const { about, name, slug } of vectors("slugs")) {
  test(`a short name from ${about}`, () => assert.equal(core.slugOf(name), slug));
}

test("ids and salts are random, with the right length and letters", () => {
  const ids = Array.from({ length: 400 }, core.newId);
  assert.ok(ids.every((id) => /^[2-9bcdfghjkmnpqrstvwxyz]{8}$/.test(id)));
  assert.equal(new Set(ids).size, ids.length);
  assert.equal(new Set(ids.join("")).size, 28, "every letter comes");
  assert.match(core.newSalt(), /^[0-9a-f]{16}$/);
  assert.notEqual(core.newSalt(), core.newSalt());
});

for (const text of ["rosa", "rosa@", "@example.org", "rosa@example", "a b@example.org", "a@b@example.org", "rosa@ü ü.org"]) {
  test(`not an address: ${text}`, () => assert.ok(!core.isMailAddress(text)));
}

test("the address of a proposal is filled in and escaped", () => {
  const made = core.proposal("github", "https://github.com/o/r/new/main/badges", "assertions", "2026/ab.yml", 'a: "&=#+ é"\n');
  const url = new URL(made);
  assert.equal(url.origin + url.pathname, "https://github.com/o/r/new/main/badges/assertions");
  assert.deepEqual([...url.searchParams], [["filename", "2026/ab.yml"], ["value", 'a: "&=#+ é"\n']]);
  const lab = new URL(core.proposal("gitlab", "https://gitlab.com/o/r/-/new/main", "classes", "a.yml", "b: 1\n"));
  assert.deepEqual([...lab.searchParams], [["file_name", "a.yml"], ["content", "b: 1\n"]]);
});

test("no proposal for an unknown service or a too long address", () => {
  assert.equal(core.proposal("", "https://example.org/new", "classes", "a.yml", "a"), "");
  assert.equal(core.proposal("github", "", "classes", "a.yml", "a"), "");
  const long = (length) => core.proposal("github", "https://github.com/o/r/new/main", "classes", "a.yml", "a".repeat(length));
  assert.ok(long(6000).length <= core.LONGEST_ADDRESS);
  assert.equal(long(core.LONGEST_ADDRESS), "");
});
