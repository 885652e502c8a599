// Signatures: WebCrypto and the fallback agree, and edge cases follow the strict rules.

import assert from "node:assert/strict";
import test from "node:test";

import { loadCore } from "./scenes.mjs";

const core = await loadCore();
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const message = new TextEncoder().encode("a badge");
const pair = await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]);
const key = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
const signature = new Uint8Array(await crypto.subtle.sign("Ed25519", pair.privateKey, message));

/** A copy with one bit flipped. */
function changed(bytes, at) {
  return bytes.with(at, bytes[at] ^ 1);
}

/** The same signature with the group's order added to its scalar: another encoding of the same number. */
function malleated(bytes) {
  const scalar = bytes.slice(32).reduceRight((sum, byte) => (sum << 8n) + BigInt(byte), 0n) + ORDER;
  const tail = Array.from({ length: 32 }, (_, at) => Number((scalar >> BigInt(8 * at)) & 255n));
  return Uint8Array.from([...bytes.slice(0, 32), ...tail]);
}

for (const [name, verify] of [["WebCrypto", core.verifySignature], ["the fallback", core.verifyOnCurve]]) {
  test(`${name}: a good signature is valid`, async () => {
    assert.equal(await verify(key, message, signature), true);
  });
  for (const at of [0, 31, 32, 40]) {
    test(`${name}: a signature changed at byte ${at} does not`, async () => {
      assert.equal(await verify(key, message, changed(signature, at)), false);
    });
  }
  test(`${name}: not for another message, another key or another encoding`, async () => {
    assert.equal(await verify(key, message.slice(1), signature), false);
    assert.equal(await verify(changed(key, 3), message, signature), false);
    assert.equal(await verify(key, message, malleated(signature)), false);
  });
}

test("without Ed25519 in WebCrypto the fallback is used", async (context) => {
  context.mock.method(crypto.subtle, "importKey", () => Promise.reject(new DOMException("no", "NotSupportedError")));
  assert.equal(await core.verifySignature(key, message, signature), true);
  assert.equal(await core.verifySignature(key, message, changed(signature, 5)), false);
});

test("points of small order, off the curve or in another encoding are refused", async () => {
  const identity = new Uint8Array(32).with(0, 1);
  const offCurve = new Uint8Array(32).with(0, 2);
  const overflowing = new Uint8Array(32).fill(255).with(0, 0xee).with(31, 0x7f);
  for (const bytes of [new Uint8Array(32), identity, offCurve, overflowing]) {
    assert.equal(await core.isOwnable(bytes), false);
    assert.equal(await core.verifySignature(bytes, message, signature), false);
  }
  assert.equal(await core.isOwnable(key), true);
});

test("a Multikey is base58 of the right kind and length", () => {
  const text = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2";
  assert.equal(core.decodePublic(text)?.length, 32);
  for (const bad of ["", "z", text.slice(1), `${text}1`, text.replace("Q2", "O2"), "z".repeat(5000)]) {
    assert.equal(core.decodePublic(bad), null);
  }
});
