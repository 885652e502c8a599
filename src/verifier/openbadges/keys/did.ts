// Decentralized identifiers: did:web addresses, and did:key documents (Controlled Identifiers 1.0).

import type { JsonObject } from "../jsons.js";
import { decodePublic, ed25519 } from "./ed25519.js";
import { DID_CHARACTERS } from "../limits.js";

const HOST = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/;
const PORT = /^[1-9][0-9]{0,4}$/;
const SEGMENT = /^(?:[A-Za-z0-9._-]|%[0-9A-Fa-f]{2})+$/;

/**
 * The https address of a did:web's document (did:web method specification §3.2); null for another method, an IP
 * address, a path that could leave its folder, or unusual spelling.
 */
export function didWebUrl(did: string): string | null {
  if (did.length > DID_CHARACTERS || !did.startsWith("did:web:")) {
    return null;
  }
  const [authority = "", ...path] = did.slice("did:web:".length).split(":");
  const [, host = "", colon = "", port = ""] = /^([^:]*)(:?)(.*)$/s.exec(authority.replace(/%3a/i, ":")) ?? [];
  const name = host.toLowerCase();
  if (!HOST.test(name) || isAddress(name) || (colon && !(PORT.test(port) && Number(port) < 65_536))) {
    return null;
  }
  if (!path.every(isPlain)) {
    return null;
  }
  return `https://${name}${colon}${port}/${path.length > 0 ? path.join("/") : ".well-known"}/did.json`;
}

/** Whether resolvers would take the name for an IPv4 address, in any spelling (127.1, 0x7f000001). */
function isAddress(name: string): boolean {
  return /^(\d+|0x[0-9a-f]*)$/.test(name.slice(name.lastIndexOf(".") + 1));
}

function isPlain(segment: string): boolean {
  const plain = segment.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => {
    const code = parseInt(hex, 16);
    return code < 128 ? String.fromCharCode(code) : "x";
  });
  return SEGMENT.test(segment) && plain !== "." && plain !== ".." && !/[/\\\0]/.test(plain);
}

/** The document of a did:key with an Ed25519 or P-256 key; null for anything else. */
export async function didKeyDocument(did: string): Promise<JsonObject | null> {
  const key = did.startsWith("did:key:") ? did.slice("did:key:".length) : "";
  const raw = decodePublic(key);
  if (!(raw ? await ed25519(raw) : (await import("./publickey.js")).fromMultikey(key))) {
    return null;
  }
  const id = `${did}#${key}`;
  return {
    "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
    id: did,
    verificationMethod: [{ id, type: "Multikey", controller: did, publicKeyMultibase: key }],
    assertionMethod: [id],
  };
}
