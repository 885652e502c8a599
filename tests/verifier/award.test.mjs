// What the script of an award's page makes: addresses to share it, HTML to embed it, and the lines behind the badge.

import assert from "node:assert/strict";
import test from "node:test";

import { loadCore } from "./scenes.mjs";

const core = await loadCore();
const { words: english } = await core.learn("en");

const URL_OF = "https://badges.example.org/guild/awards/x9/";
const HOSTILE = `"><script>alert(1)</script>&'`;
const words = { share_subject: "{badge}, a badge from {issuer}", share_via: "{text} via {handle}" };
const shared = (handles = {}) => ({ base_url: "", issuers: [], keys: {}, issuer_images: [], handles, words });
const subject = (changes = {}) => ({
  url: URL_OF,
  title: "Ana Lima earned First Steps from Data Guild",
  badge: "First Steps",
  issuer: "Data Guild",
  name: "Ana Lima",
  issued: "2026-01-31T00:00:00Z",
  expires: "2028-12-31T00:00:00Z",
  id: "x9",
  image: "https://badges.example.org/guild/badges/first-steps/badge.png",
  card: "",
  ...changes,
});

test("LinkedIn gets the award encoded, and months from one", () => {
  assert.equal(
    core.addToProfile(subject(), shared()),
    "https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME&name=First%20Steps&organizationName=Data%20Guild" +
      "&issueYear=2026&issueMonth=1&expirationYear=2028&expirationMonth=12" +
      "&certId=x9&certUrl=https%3A%2F%2Fbadges.example.org%2Fguild%2Fawards%2Fx9%2F",
  );
  for (let month = 1; month <= 12; month += 1) {
    const issued = `2026-${String(month).padStart(2, "0")}-28T00:00:00Z`;
    const asked = new URL(core.addToProfile(subject({ issued, expires: "" }), shared({ linkedin: "42" }))).searchParams;
    assert.equal(asked.get("issueMonth"), String(month));
    assert.equal(asked.get("organizationId"), "42");
    assert.ok(!asked.has("organizationName") && !asked.has("expirationYear"));
  }
});

test("every network gets the page's address, and the programme's name where it has a place", () => {
  const handles = { x: "guild", bluesky: "guild.example.org", mastodon: "guild@social.example.org" };
  const found = Object.fromEntries(core.networks(subject({ badge: `A & B ${HOSTILE}` }), shared(handles)));
  assert.deepEqual(Object.keys(found), ["share_bluesky", "share_mastodon", "share_facebook", "share_x", "share_whatsapp", "share_mail"]);
  for (const address of Object.values(found)) {
    assert.match(address, /^(?:https:\/\/|mailto:)/);
    assert.doesNotMatch(address, /[<>" ]/);
    assert.ok(decodeURIComponent(address).includes(URL_OF));
  }
  assert.match(found.share_x, /&via=guild$/);
  assert.ok(decodeURIComponent(found.share_mastodon).includes("via @guild@social.example.org"));
});

test("snippets are whole HTML, and keep hostile names as text", () => {
  const hostile = subject({ badge: HOSTILE, issuer: HOSTILE, name: HOSTILE, title: HOSTILE, card: `${URL_OF}embed.html` });
  const made = core.snippets(hostile, english);
  assert.deepEqual(made.map(([key]) => key), ["embed_frame", "embed_html", "embed_signature"]);
  for (const [, html] of made) {
    const tags = [...html.matchAll(/<\/?([a-z]+)/g)].map(([, tag]) => tag);
    assert.ok(tags.every((tag) => ["iframe", "a", "img", "br", "div", "span"].includes(tag)), html);
    assert.doesNotMatch(html, /<script|\son[a-z]+=/);
  }
  assert.deepEqual(core.snippets(subject(), english).map(([key]) => key), ["embed_html", "embed_signature"]);
});

test("a mail signature brings no colour and no table, and a picture of fixed size", () => {
  const [, [, text]] = core.snippets(subject(), english);
  assert.doesNotMatch(text, /<table|background/);
  assert.deepEqual([...text.matchAll(/color:([^;"]+)/g)].map(([, colour]) => colour), ["inherit"]);
  assert.match(text, /width="56" height="56"/);
  assert.match(text, /31 January 2026/);
});
