// Reads the people that the form names, in rows of fields and in pasted lines. Shows each error at its field or line.

import { mailForm } from "../verifier/openbadges/identity.js";
import { isMailAddress, type Person } from "./award.js";
import { LABEL_CHARACTERS } from "./limits.js";
import { holdsMail, holdsRefused, isWrong, part, typed } from "./page.js";
import { linesOf, type Line } from "./pasted.js";
import { isNoMail, isSound } from "./persons.js";

/** The most that reviewers can read in one proposal. For more, use a sheet and `badgepress import`. */
const MOST = 50;

/** All people named, and whether something is wrong. */
export interface People {
  readonly people: readonly Person[];
  readonly checks: readonly (readonly [HTMLInputElement | HTMLTextAreaElement, boolean])[];
  /** Whether a text contains the address of any of them. */
  isIn(text: string): boolean;
  /** The same, for any address at all. */
  isGivenAway(text: string): boolean;
  /** Selects the first wrong line, if the focus is in the lines. */
  find(): void;
}

interface Row {
  readonly name: HTMLInputElement;
  readonly email: HTMLInputElement;
  readonly earner: HTMLInputElement;
  readonly country: HTMLSelectElement;
  /** The errors for a text that is not an address, and for an address used before. */
  readonly noMail: HTMLElement;
  readonly twice: HTMLElement;
}

/** Reads the rows and the lines, and shows the errors of the lines. */
export function checked(): People {
  const pasted = part("issue-lines", HTMLTextAreaElement);
  const every = Array.from(part("issue-people", HTMLElement).children, rowOf);
  const rows = every.filter(({ name, email, earner, country }) => [name, email, earner, country].some((one) => one.value.trim()));
  const lines = linesOf(pasted.value);
  const addresses = [...rows.map(({ email }) => email.value), ...lines.map(({ email }) => email)]
    .map((one) => one.trim().toLowerCase())
    .filter(Boolean);
  const isIn = (text: string): boolean => addresses.some((one) => text.toLowerCase().includes(one));
  const isGivenAway = (text: string): boolean => holdsMail(text) || isIn(text);
  const isTwice = seen();
  const isAnybody = rows.length + lines.length > 0;
  const isTooMany = rows.length + lines.length > MOST;
  const nobody = rows.filter(({ name, email }) => !name.value.trim() && !email.value.trim());
  part("issue-nobody", HTMLElement).hidden = isAnybody && !nobody.length;
  part("issue-too-many", HTMLElement).hidden = !isTooMany;
  const last = lines.length ? pasted : rows.at(-1)?.name;
  const checks = every.flatMap((row): [HTMLInputElement, boolean][] => {
    const { name, email, earner } = row;
    const isRepeated = isTwice(email.value);
    email.dataset["error"] = (isRepeated ? row.twice : row.noMail).id;
    (isRepeated ? row.noMail : row.twice).hidden = true;
    const isNobody = nobody.includes(row) || (!isAnybody && row === every[0]);
    const isBad = isWrong(name) || !isSound(name.value.trim()) || isGivenAway(name.value) || isNoMail(name.value);
    const isWrongMail = (email.value.trim() !== "" && !isMailAddress(email.value)) || holdsRefused(email.value);
    return [
      [name, isNobody || isBad || (isTooMany && name === last)],
      [email, isWrongMail || isRepeated],
      [earner, isWrong(earner)],
    ];
  });
  const wrong = wrongLines(lines, isTwice, isGivenAway);
  return {
    people: [...rows.map(personOf), ...lines.map(({ name, email }) => ({ name: joined(name), email, earner: "", country: "" }))],
    checks: [...checks, [pasted, wrong.length > 0 || (isTooMany && pasted === last)]],
    isIn,
    isGivenAway,
    find: () => {
      const [first] = wrong;
      if (first && document.activeElement === pasted) {
        pasted.setSelectionRange(first.start, first.end);
      }
    },
  };
}

function rowOf(row: Element): Row {
  const [name, email, earner] = row.querySelectorAll("input");
  const [country] = row.querySelectorAll("select");
  const [, noMail, twice] = row.querySelectorAll(".make__error");
  return { name, email, earner, country, noMail, twice } as Row;
}

function personOf({ name, email, earner, country }: Row): Person {
  return { name: typed(name), email: email.value, earner: earner.value.trim(), country: country.value };
}

/** Shows the errors below the lines, by line number only, so that no pasted text gets into the page. */
function wrongLines(lines: readonly Line[], isTwice: (email: string) => boolean, isGivenAway: (text: string) => boolean): Line[] {
  const list = part("issue-lines-error", HTMLElement);
  const troubles = lines.map((line): [Line, string | undefined] => {
    const { name, email, trouble } = line;
    const isNoName = !isSound(name) || [...name].length > LABEL_CHARACTERS || isGivenAway(name) || isNoMail(name);
    const isWrongMail = email !== "" && (!isMailAddress(email) || holdsRefused(email));
    const kind = trouble ? trouble : isWrongMail ? "mail" : isTwice(email) ? "twice" : isNoName ? "name" : "";
    return [line, list.dataset[kind]];
  });
  const wrong = troubles.filter(([, trouble]) => trouble);
  const items = wrong.slice(0, MOST).map(([line, trouble]) => {
    const item = document.createElement("li");
    item.textContent = `${(list.dataset["line"] ?? "").replace("{number}", String(line.number))} ${trouble}`;
    return item;
  });
  list.replaceChildren(...items);
  return wrong.map(([line]) => line);
}

/** A function that tells whether it was called with the same address before, in the form that we hash. */
function seen(): (email: string) => boolean {
  const before = new Set<string>();
  return (email) => {
    const address = mailForm(email);
    const isThere = address !== "" && before.has(address);
    before.add(address);
    return isThere;
  };
}

function joined(text: string): string {
  return text.replace(/\s+/gu, " ");
}
