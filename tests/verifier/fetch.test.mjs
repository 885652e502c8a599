// Which addresses a page may read, and where they may redirect.

import assert from "node:assert/strict";
import test from "node:test";

import { loadCore } from "./scenes.mjs";

const core = await loadCore();
const SITE = "https://badges.example.org/verify/";

const PUBLIC = ["https://issuer.example.com/did.json", "https://93.184.216.34/x", "https://[2606:4700::1111]/", "https://issuer.example.com:8443/"];
const PRIVATE =
  `http://issuer.example.com/ https://localhost/ http://localhost:8000/ https://x.localhost/ https://LOCALHOST./ https://127.0.0.1/
  https://127.1/ https://0x7f000001/ https://2130706433/ https://0/ https://10.1.2.3/ https://172.16.0.1/ https://172.31.9.9/ https://192.168.1.1/
  https://169.254.169.254/ https://100.64.0.1/ https://198.18.0.1/ https://224.0.0.1/ https://255.255.255.255/ https://[::1]/ https://[::]/
  https://[fe80::1]/ https://[fd00::1]/ https://[::ffff:10.0.0.1]/ https://[64:ff9b::a00:1]/ https://[2002:a00:1::]/ https://[2001::1]/
  https://[64:ff9b:1::1]/ https://[::7f00:1]/ https://[::ffff:0:7f00:1]/ https://[3fff::1]/ https://[5f00::1]/ https://[2001:db8::1]/
  https://printer/ https://printer./ https://printer.local/ https://files.internal/ https://files.lan./
  https://user@issuer.example.com/ https://user:secret@issuer.example.com/ ftp://issuer.example.com/ file:///etc/passwd javascript:alert(1)
  data:application/json,{} blob:https://badges.example.org/1 //issuer.example.com/ did.json`.split(/\s+/);

for (const address of PUBLIC) {
  test(`may read: ${address}`, () => {
    assert.equal(core.mayAsk(address, SITE), true);
    assert.equal(core.mayAsk(address, "file:///home/someone/offline.html"), true);
  });
}

for (const address of PRIVATE) {
  test(`may not read: ${address}`, () => {
    assert.equal(core.mayAsk(address, SITE), false);
    assert.equal(core.mayAsk(address, "file:///home/someone/offline.html"), false);
  });
}

test("a page on this machine may read from it, and a page on a local network from its own host", () => {
  assert.equal(core.mayAsk("http://localhost:8000/did.json", "http://localhost:8000/verify/"), true);
  assert.equal(core.mayAsk("https://localhost:9000/did.json", "http://localhost:8000/verify/"), true);
  assert.equal(core.mayAsk("https://127.0.0.1:9000/did.json", "http://localhost:8000/verify/"), true);
  // The page's policy forbids it.
  assert.equal(core.mayAsk("http://localhost:9000/did.json", "http://localhost:8000/verify/"), false);
  assert.equal(core.mayAsk("http://192.168.1.9:8000/did.json", "http://192.168.1.9:8000/verify/"), true);
  assert.equal(core.mayAsk("https://192.168.1.8/did.json", "http://192.168.1.9:8000/verify/"), false);
  assert.equal(core.mayAsk("https://10.0.0.1/did.json", "http://localhost:8000/verify/"), false);
});

/** The result of httpFetch for an address that redirects to `there`: "read", or why not. */
async function led(address, there, anywhere) {
  const globals = { location: { href: SITE }, navigator: { onLine: true } };
  const before = Object.keys(globals).map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)]);
  const really = globalThis.fetch;
  for (const [name, value] of Object.entries(globals)) {
    Object.defineProperty(globalThis, name, { value, configurable: true });
  }
  globalThis.fetch = async () => ({ redirected: there !== address, url: there, status: 200, body: new Response("{}").body });
  try {
    await core.httpFetch(address, anywhere);
    return "read";
  } catch (error) {
    return error.code;
  } finally {
    globalThis.fetch = really;
    for (const [name, descriptor] of before) {
      delete globalThis[name];
      descriptor && Object.defineProperty(globalThis, name, descriptor);
    }
  }
}

test("an address from a badge may not redirect to another site, one from a person may", async () => {
  const asked = "https://college.example.edu/1?to=x";
  for (const there of [asked, "https://college.example.edu/2", "https://www.college.example.edu/1"]) {
    assert.equal(await led(asked, there), "read", there);
  }
  assert.equal(await led("https://www.college.example.edu/", asked), "read");
  for (const there of ["https://evil.example.com/1", "https://college.example.edu:8443/1", "https://x.college.example.edu/1"]) {
    assert.equal(await led(asked, there), "elsewhere", there);
    assert.equal(await led(asked, there, true), "read", there);
  }
  assert.equal(await led(asked, "https://127.0.0.1/1"), "private-address");
  assert.equal(await led(asked, "https://127.0.0.1/1", true), "private-address");
});

test("something that is not an address gets its own code", async () => {
  assert.equal(await led("https://[", "https://["), "bad-address");
  assert.equal(await led("https://10.0.0.1/", "https://10.0.0.1/"), "private-address");
});
