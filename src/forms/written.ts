// Writes new YAML files as a person would, exactly as badgepress/edit/written.py does.

/** A text that YAML has without quotes, such as a date. */
export class Bare {
  constructor(readonly text: string) {}
}

export type Value = string | Bare | readonly Value[] | { readonly [key: string]: Value };
export type Fields = Readonly<Record<string, Value>>;

/** A value on one line of YAML: text in quotes, mappings and lists in brackets. */
export function flow(value: Value): string {
  if (value instanceof Bare) {
    return value.text;
  }
  if (typeof value === "string") {
    return JSON.stringify(value);
  }
  if (isList(value)) {
    return `[${value.map(flow).join(", ")}]`;
  }
  return `{${Object.entries(value).map(([key, one]) => `${key}: ${flow(one)}`).join(", ")}}`;
}

/** An assertion: mappings and lists over several lines, with one entry per line. */
export function awardText(fields: Fields): string {
  const lines = Object.entries(fields).map(([key, value]) => {
    if (value instanceof Bare || typeof value === "string") {
      return `${key}: ${flow(value)}\n`;
    }
    const inside = isList(value)
      ? value.map((one) => `  - ${flow(one)}\n`)
      : Object.entries(value).map(([name, one]) => `  ${name}: ${flow(one)}\n`);
    return `${key}:\n${inside.join("")}`;
  });
  return lines.join("");
}

/** A BadgeClass: one key per line, with multi-line texts as blocks. */
export function badgeText(fields: Fields): string {
  const lines = Object.entries(fields).map(([key, value]) => {
    if (typeof value !== "string" || !value.trim().includes("\n")) {
      return `${key}: ${flow(value)}\n`;
    }
    const block = value.trim().split("\n").map((line) => `${`  ${line}`.trimEnd()}\n`);
    return `${key}: |\n${block.join("")}`;
  });
  return lines.join("");
}

/** The fields that are not an empty text, list or mapping. */
export function given(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isEmpty(value)));
}

function isEmpty(value: Value): boolean {
  return value instanceof Bare ? !value.text : typeof value === "string" ? !value : Object.keys(value).length === 0;
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
