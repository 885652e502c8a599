// What was made is kept for a while: badges of one issuer share its list, and a badge is looked at more than once.

const MOST_KEPT = 32;
const LONGEST_KEPT = 1_000_000;

/**
 * The same function, with what it made last kept; what it threw is not. The key is all that the result depends on, so
 * what is found is what would be made. What has a long key is made anew each time.
 */
export function remembering<Given extends readonly unknown[], Made>(
  keyOf: (...given: Given) => string,
  make: (...given: Given) => Promise<Made>,
): (...given: Given) => Promise<Made> {
  const made = new Map<string, Promise<Made>>();
  return (...given) => {
    const key = keyOf(...given);
    const found = made.get(key) ?? make(...given);
    made.delete(key);
    if (key.length <= LONGEST_KEPT) {
      made.set(key, found);
      found.catch(() => made.delete(key));
    }
    if (made.size > MOST_KEPT) {
      made.delete(made.keys().next().value ?? "");
    }
    return found;
  };
}
