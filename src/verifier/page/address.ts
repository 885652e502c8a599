// Recognises addresses in what people enter.

// The whole text must be an address.
const ADDRESS = /^https?:\/\/\S+$/i;
// E-mails often leave out the scheme, or put the address between angle brackets.
const BARE = /^[^\s/:@]+\.[a-z][^\s/:@]*(?::\d+)?\/\S*$/i;
const LONGEST_ADDRESS = 4000;

/** The normalized address, if the whole text is one; otherwise null. */
export function addressIn(given: Uint8Array | string): string | null {
  const text = typeof given === "string" && given.length <= LONGEST_ADDRESS ? given.trim().replace(/^<(.*)>$/, "$1") : "";
  const address = BARE.test(text) ? `https://${text}` : text;
  return ADDRESS.test(address) && URL.canParse(address) ? new URL(address).href : null;
}

/** Whether an address has the same origin as one of these sites. */
export function isOf(address: string, sites: readonly string[]): boolean {
  return sites.some((one) => URL.canParse(one) && /^https?:/.test(one) && new URL(one).origin === new URL(address).origin);
}
