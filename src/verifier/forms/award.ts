// An award from what somebody typed, as `badgepress award` makes it: the address is hashed at once, and never kept.

import { hex } from "../digest.js";
import { hashIdentity, mailForm } from "../identity.js";
import { isMailbox } from "./persons.js";
import { awardText, Bare, given, type Value } from "./written.js";

// No vowels and no look-alikes: ids that spell nothing and can be read out.
const LETTERS = "23456789bcdfghjkmnpqrstvwxyz";
const ID_LENGTH = 8;
const SALT_BYTES = 8;

/** What the form holds; an empty text says nothing. */
export interface Typed {
  readonly badge: string;
  readonly name: string;
  readonly email: string;
  /** A day, `2026-09-14`. */
  readonly issued: string;
  readonly evidence: readonly { readonly name: string; readonly url: string }[];
  readonly isUnlisted: boolean;
  readonly earner: string;
  readonly country: string;
}

/** Whether the text is one e-mail address, in the form in which it is hashed. */
export function isMailAddress(text: string): boolean {
  const address = mailForm(text);
  return address.length <= 254 && isMailbox(text.trim()) && isMailbox(address) && /^[\0-\x7f]*$/.test(address.slice(address.lastIndexOf("@")));
}

/** The text of `assertions/<year>/<id>.yml`, but for its first line. */
export async function awardFile(typed: Typed, salt: string): Promise<string> {
  const address = typed.email && mailForm(typed.email);
  const hashed: Record<string, string> = address ? { identity: await hashIdentity(address, salt), salt } : {};
  const evidence: Value[] = typed.evidence.map(({ name, url }) => given({ name, url }));
  return awardText(
    given({
      badge: typed.badge,
      issued: new Bare(typed.issued),
      recipient: given({ name: typed.name, ...hashed, earner: typed.earner, country: typed.country }),
      evidence,
      visibility: new Bare(typed.isUnlisted ? "unlisted" : ""),
    }),
  );
}

/** A fresh salt: 16 hexadecimal digits. */
export function newSalt(): string {
  return hex(crypto.getRandomValues(new Uint8Array(SALT_BYTES)));
}

/** A fresh id, every letter as likely as any other. */
export function newId(): string {
  let id = "";
  while (id.length < ID_LENGTH) {
    for (const byte of crypto.getRandomValues(new Uint8Array(ID_LENGTH))) {
      // beyond the last whole number of alphabets some letters would come more often
      if (byte < 256 - (256 % LETTERS.length) && id.length < ID_LENGTH) {
        id += LETTERS[byte % LETTERS.length];
      }
    }
  }
  return id;
}
