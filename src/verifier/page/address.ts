// Recognises addresses in what people enter.

// The whole text must be an address.
const ADDRESS = /^https?:\/\/\S+$/i;
// E-mails often leave out the scheme, or put the address between angle brackets.
const BARE = /^[^\s/:@]+\.[a-z][^\s/:@]*(?::\d+)?\/\S*$/i;
const LONGEST_ADDRESS = 4000;
// As the id of an award is written (AWARD_ID in src/badgepress/model/base.py).
const AWARD_NUMBER = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** The normalized address, if the whole text is one; otherwise null. */
export function addressIn(given: Uint8Array | string): string | null {
  const text = typeof given === "string" && given.length <= LONGEST_ADDRESS ? given.trim().replace(/^<(.*)>$/, "$1") : "";
  const address = BARE.test(text) ? `https://${text}` : text;
  return ADDRESS.test(address) && URL.canParse(address) ? new URL(address).href : null;
}

/** The text, or the address of the award when the text is nothing but an award number of the site at `baseUrl`. */
export function awardIn(text: string, baseUrl: string): string {
  return AWARD_NUMBER.test(text) && URL.canParse(baseUrl) ? new URL(`awards/${text}/`, baseUrl).href : text;
}

/** Whether an address has the same origin as one of these sites. */
export function isOf(address: string, sites: readonly string[]): boolean {
  return sites.some((one) => URL.canParse(one) && /^https?:/.test(one) && new URL(one).origin === new URL(address).origin);
}
