// Parses pasted lines that name one person each, from a mail program, a sheet or a list.

import { isNoMail } from "./persons.js";

/**
 * Why a line does not name one person; "" if it does. Such as a comma in a name, too many columns, a heading, or no
 * address.
 */
export type Trouble = "" | "shape" | "comma" | "columns" | "heading" | "none";

// Headings that people give to columns of addresses and of names.
const ADDRESSES = words(
  "email|e-mail|mail|email address|e-mail address|e-mail-adresse|emailadresse|mailadresse|adresse|adresse e-mail|courriel" +
    "|correo|correo electrónico|dirección de correo|البريد|البريد الإلكتروني|عنوان البريد|メール|メールアドレス|アドレス",
);
const NAMES = words(
  "name|full name|first name|last name|surname|given name|family name|vorname|nachname|familienname|nom|prénom|nom complet" +
    "|nombre|apellido|apellidos|nombre completo|الاسم|الاسم الكامل|名前|氏名|お名前",
);

/** A line that is not empty. */
export interface Line {
  /** Counted from 1, including empty lines. */
  readonly number: number;
  /** Its start and end in the text. */
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly email: string;
  readonly trouble: Trouble;
}

/** The lines of a text: `Name <address>`, `Name, address`, also with a tab or a semicolon, or only one of the two. */
export function linesOf(text: string): Line[] {
  let end = -1;
  return text
    .split("\n")
    .map((line, at) => {
      const start = end + 1;
      end = start + line.length;
      return { number: at + 1, start, end, ...person(line.trim()) };
    })
    .filter((line) => line.trouble || line.name || line.email);
}

function person(line: string): Pick<Line, "name" | "email" | "trouble"> {
  const mail = /^([^<>]*)<([^<>]*)>[\s,;]*$/.exec(line);
  if (mail) {
    const [name, email] = [unquoted(mail[1] as string), (mail[2] as string).trim()];
    return { name, email, trouble: isNoMail(email) ? "none" : "" };
  }
  // A name may contain a comma only if tabs separate the cells.
  const between = /\t/.test(line) ? /\t/ : /[,;]/;
  const cells = line.split(between).map(unquoted).filter(Boolean);
  const at = cells.findIndex((cell) => cell.includes("@"));
  return { name: cells[at === 0 ? 1 : 0] ?? "", email: cells[at] ?? "", trouble: troubleOf(cells, at >= 0, line.includes("\t")) };
}

function troubleOf(cells: readonly string[], hasMail: boolean, isTabbed: boolean): Trouble {
  const called = cells.map((cell) => cell.toLowerCase().replace(/[\s:*]+$/u, ""));
  if (!hasMail && (called.some((cell) => ADDRESSES.has(cell)) || (called.length > 0 && called.every((cell) => NAMES.has(cell))))) {
    return "heading";
  }
  if (!hasMail && cells.some(isNoMail)) {
    return "none";
  }
  if (cells.length <= (hasMail ? 2 : 1)) {
    return "";
  }
  if (cells.length > (hasMail ? 3 : 2) || isTabbed) {
    return hasMail || isTabbed ? "columns" : "shape";
  }
  return "comma";
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split("|"));
}

/** The text without surrounding spaces and quotation marks. */
function unquoted(text: string): string {
  return text.trim().replace(/^"(.*)"$/, "$1").trim();
}
