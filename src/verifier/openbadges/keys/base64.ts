// base64url, the encoding of tokens and keys (RFC 7515 §2).

/** Decodes base64url without padding; null for any other spelling of the same bytes. */
export function base64url(text: string): Uint8Array | null {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) {
    return null;
  }
  const raw = Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  return inBase64url(raw) === text ? raw : null;
}

/** Encodes bytes as base64url without padding. */
export function inBase64url(raw: Uint8Array): string {
  const signs = Array.from(raw, (byte) => String.fromCharCode(byte)).join("");
  return btoa(signs).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
}
