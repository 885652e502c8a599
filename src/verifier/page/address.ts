// Addresses as people hand them over.

// The whole of a text is one, and nothing else.
const ADDRESS = /^https?:\/\/\S+$/i;
// Letters leave the scheme out, and put an address between angle brackets.
const BARE = /^[^\s/:@]+\.[a-z][^\s/:@]*(?::\d+)?\/\S*$/i;
const LONGEST_ADDRESS = 4000;
// As the id of an award is written (AWARD_ID in src/badgepress/model/base.py).
const AWARD_NUMBER = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** The address that a text is, and nothing else, in the one way that addresses are written; null for everything else. */
export function addressIn(given: Uint8Array | string): string | null {
  const text = typeof given === "string" && given.length <= LONGEST_ADDRESS ? given.trim().replace(/^<(.*)>$/, "$1") : "";
  const address = BARE.test(text) ? `https://${text}` : text;
  return ADDRESS.test(address) && URL.canParse(address) ? new URL(address).href : null;
}

/** The text, or the address of the award when the text is nothing but an award number of the site at `baseUrl`. */
export function awardIn(text: string, baseUrl: string): string {
  return AWARD_NUMBER.test(text) && URL.canParse(baseUrl) ? new URL(`awards/${text}/`, baseUrl).href : text;
}

/** Whether an address is of one of these sites: of the same origin. */
export function isOf(address: string, sites: readonly string[]): boolean {
  return sites.some((one) => URL.canParse(one) && /^https?:/.test(one) && new URL(one).origin === new URL(address).origin);
}
