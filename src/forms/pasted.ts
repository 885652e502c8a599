// Lines that name one person each, as they are copied from a mail program, a sheet or a list.

import { isNoMail } from "./persons.js";

/** Why a line is not one person's; none where it is: a comma in a name, more columns, names of columns, no address. */
export type Trouble = "" | "shape" | "comma" | "columns" | "heading" | "none";

// What people call a column of addresses, and one of names.
const ADDRESSES = words(
  "email|e-mail|mail|email address|e-mail address|e-mail-adresse|emailadresse|mailadresse|adresse|adresse e-mail|courriel" +
    "|correo|correo electrónico|dirección de correo|البريد|البريد الإلكتروني|عنوان البريد|メール|メールアドレス|アドレス",
);
const NAMES = words(
  "name|full name|first name|last name|surname|given name|family name|vorname|nachname|familienname|nom|prénom|nom complet" +
    "|nombre|apellido|apellidos|nombre completo|الاسم|الاسم الكامل|名前|氏名|お名前",
);

/** A line that says something. */
export interface Line {
  /** Counted from 1, empty lines as well. */
  readonly number: number;
  /** Where it begins and ends in the text. */
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly email: string;
  readonly trouble: Trouble;
}

/** The lines of a text: `Name <address>`, `Name, address`, a tab or a semicolon between them, or one of the two alone. */
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
  // A comma may stand in a name where a tab is between the cells, but not where a comma is.
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

/** Without spaces and quotation marks around it. */
function unquoted(text: string): string {
  return text.trim().replace(/^"(.*)"$/, "$1").trim();
}
