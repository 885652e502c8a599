// Makes award files from what somebody typed: one as `badgepress award` writes it, several as `badgepress import` does.
// The e-mail address is hashed at once and never stored.

import { hex } from "../verifier/openbadges/jsonld/digest.js";
import { hashIdentity, mailForm } from "../verifier/openbadges/identity.js";
import { cohort } from "./compose.js";
import { AWARD_FILE_NAME_CHARACTERS, MAIL_ADDRESS_CHARACTERS, NEW_AWARD_ID_CHARACTERS, NEW_SALT_BYTES } from "./limits.js";
import { isMailbox } from "./persons.js";
import { awardText, Bare, given, type Fields, type Value } from "./written.js";

// Without vowels and look-alikes, so that ids spell no words and are easy to read out.
const LETTERS = "23456789bcdfghjkmnpqrstvwxyz";
const TAIL_LENGTH = 5;

/** Whom an award is for; "" means not given. */
export interface Person {
  readonly name: string;
  readonly email: string;
  readonly earner: string;
  readonly country: string;
}

/** What the form says about all recipients. */
export interface Shared {
  readonly badge: string;
  /** A day, such as `2026-09-14`. */
  readonly issued: string;
  readonly evidence: readonly { readonly name: string; readonly url: string }[];
  readonly isUnlisted: boolean;
}

/** Everything typed for one award. */
export type Typed = Person & Shared;

/** Random parts of an award: its id, and the salt of its hash. */
export interface Fresh {
  readonly id: string;
  readonly salt: string;
}

/** Whether the text is one e-mail address, also in the form that we hash. */
export function isMailAddress(text: string): boolean {
  const address = mailForm(text);
  return address.length <= MAIL_ADDRESS_CHARACTERS && isMailbox(text.trim()) && isMailbox(address) && /^[\0-\x7f]*$/.test(address.slice(address.lastIndexOf("@")));
}

/** The text of `assertions/<year>/<id>.yml`, without its first line. */
export async function awardFile(typed: Typed, salt: string): Promise<string> {
  return awardText(
    given({
      badge: typed.badge,
      issued: new Bare(typed.issued),
      recipient: await recipient(typed, salt),
      evidence: evidence(typed),
      visibility: new Bare(typed.isUnlisted ? "unlisted" : ""),
    }),
  );
}

/** The text of a file with an award for each person, without its first line. */
export async function cohortFile(shared: Shared, people: readonly (Person & Fresh)[]): Promise<string> {
  const { badge, issued } = shared;
  const above = given({ badge, issued, evidence: evidence(shared), visibility: shared.isUnlisted ? "unlisted" : "" });
  const awards = people.map(async (one) => ({ id: one.id, recipient: await recipient(one, one.salt) }));
  return cohort(above, await Promise.all(awards), "Awarded together.");
}

/**
 * The name of such a file: the badge, the day, and a few random letters from `tail`, so that two people who award the
 * same badge on the same day do not write the same file. At most 64 characters, the limit for names of files.
 */
export function cohortName(badge: string, issued: string, tail: string): string {
  const end = `-${issued}-${tail.slice(0, TAIL_LENGTH)}`;
  return badge.slice(0, AWARD_FILE_NAME_CHARACTERS - end.length).replace(/-$/, "") + end;
}

async function recipient({ name, email, earner, country }: Person, salt: string): Promise<Fields> {
  const address = email && mailForm(email);
  const hashed: Record<string, string> = address ? { identity: await hashIdentity(address, salt), salt } : {};
  return given({ name, ...hashed, earner, country });
}

function evidence(shared: Shared): Value[] {
  return shared.evidence.map(({ name, url }) => given({ name, url }));
}

/** A new random salt: 16 hexadecimal digits. */
export function newSalt(): string {
  return hex(crypto.getRandomValues(new Uint8Array(NEW_SALT_BYTES)));
}

/** A new random id, with all letters equally likely. */
export function newId(): string {
  let id = "";
  while (id.length < NEW_AWARD_ID_CHARACTERS) {
    for (const byte of crypto.getRandomValues(new Uint8Array(NEW_AWARD_ID_CHARACTERS))) {
      // Skip bytes beyond the last multiple of the alphabet's length: they would favour some letters.
      if (byte < 256 - (256 % LETTERS.length) && id.length < NEW_AWARD_ID_CHARACTERS) {
        id += LETTERS[byte % LETTERS.length];
      }
    }
  }
  return id;
}
