// Addresses as people hand them over.

// The whole of a text is one, and nothing else.
const ADDRESS = /^https?:\/\/\S+$/i;
// Letters leave the scheme out, and put an address between angle brackets.
const BARE = /^[^\s/:@]+\.[a-z][^\s/:@]*(?::\d+)?\/\S*$/i;
const LONGEST_ADDRESS = 4000;

/** The address that a text is, and nothing else, in the one way that addresses are written; null for everything else. */
export function addressIn(given: Uint8Array | string): string | null {
  const text = typeof given === "string" && given.length <= LONGEST_ADDRESS ? given.trim().replace(/^<(.*)>$/, "$1") : "";
  const address = BARE.test(text) ? `https://${text}` : text;
  return ADDRESS.test(address) && URL.canParse(address) ? new URL(address).href : null;
}

/** Whether an address is of one of these sites: of the same origin. */
export function isOf(address: string, sites: readonly string[]): boolean {
  return sites.some((one) => URL.canParse(one) && /^https?:/.test(one) && new URL(one).origin === new URL(address).origin);
}
