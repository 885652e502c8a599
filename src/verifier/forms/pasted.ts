// Lines that name one person each, as they are copied from a mail program, a sheet or a list.

/** A line that says something. */
export interface Line {
  /** Counted from 1, empty lines as well. */
  readonly number: number;
  /** Where it begins and ends in the text. */
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly email: string;
  /** Whether there is nothing but a name and an address in it. */
  readonly isPlain: boolean;
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
    .filter((line) => !line.isPlain || line.name || line.email);
}

function person(line: string): Pick<Line, "name" | "email" | "isPlain"> {
  const mail = /^([^<>]*)<([^<>]*)>[\s,;]*$/.exec(line);
  if (mail) {
    return { name: unquoted(mail[1] as string), email: (mail[2] as string).trim(), isPlain: true };
  }
  // A comma may stand in a name where a tab is between the cells, but not where a comma is.
  const between = /\t/.test(line) ? /\t/ : /[,;]/;
  const cells = line.split(between).map(unquoted).filter(Boolean);
  const isPlain = cells.length <= (line.includes("@") ? 2 : 1);
  const at = cells.findIndex((cell) => cell.includes("@"));
  return { name: cells[at === 0 ? 1 : 0] ?? "", email: cells[at] ?? "", isPlain };
}

/** Without spaces and quotation marks around it. */
function unquoted(text: string): string {
  return text.trim().replace(/^"(.*)"$/, "$1").trim();
}
