// The preview of a badge: fills the placeholders of the drawing in the page (badgepress/render/pictures/pattern.py).
// Its letters are text in the page's own font; the build draws them as shapes.

import { tones } from "./colour.js";

/** An element: its name, its attributes and its children. */
export type Tree = readonly [name: string, attributes: Readonly<Record<string, string>>, ...inside: (Tree | string)[]];
/** One way to lay out a name, in the drawing's units. */
type Row = readonly [size: number, first: number, ...rooms: number[]];

/** The result of `described` in pattern.py, which documents the fields. */
export interface Drawing {
  readonly levels: Readonly<Record<string, { readonly accent: string | null; readonly drawing: readonly Tree[] }>>;
  readonly shapes: Readonly<Record<string, Shape>>;
  readonly icons: Readonly<Record<string, readonly Tree[]>>;
  readonly engraving: string;
  readonly line: number;
}

interface Shape {
  readonly outlines: Readonly<Record<string, string>>;
  readonly places: readonly [alone: string, named: string];
  readonly rows: readonly [whole: readonly Row[], aboveRibbon: readonly Row[]];
}

/** A badge to draw. `level` is "" for none; `direction` is the name's, `ltr` or `rtl`. */
export interface Wanted {
  readonly name: string;
  readonly direction: string;
  readonly shape: string;
  readonly colour: string;
  readonly icon: string;
  readonly level: string;
}

/** The elements inside the `svg`, and whether the name fits. `measure` returns the width of a text in ems. */
export function draw(
  { levels, shapes, icons, engraving, line }: Drawing,
  { name, direction, shape, colour, icon, level }: Wanted,
  measure: (text: string) => number,
): { readonly trees: readonly Tree[]; readonly isNamed: boolean } {
  const [shaped, levelled] = [shapes[shape], levels[level]];
  if (!shaped || !levelled) {
    return { trees: [], isNamed: false };
  }
  const { outlines, places, rows } = shaped;
  const set = wrapped(name, rows[level ? 1 : 0], measure);
  const open: Readonly<Record<string, string>> = {
    ...tones(colour, levelled.accent),
    ...outlines,
    "engraving": engraving,
    "place": places[set ? 1 : 0],
  };
  const closed = (one: Tree | string): readonly (Tree | string)[] => {
    if (typeof one === "string") {
      return [one];
    }
    const [tag, attributes, ...inside] = one;
    const given = Object.entries(attributes).map(([key, value]) => [key, value.replace(/\{([^}]+)\}/g, (_, key) => open[key] ?? "")]);
    const filled = Object.fromEntries(given) as Record<string, string>;
    if (tag === "icon") {
      return icons[icon] ?? [];
    }
    if (tag === "name") {
      return set ? lettered(set, line, { ...filled, "direction": direction }) : [];
    }
    return [[tag, filled, ...inside.flatMap(closed)]];
  };
  return { trees: levelled.drawing.flatMap(closed) as Tree[], isNamed: set !== null };
}

interface Setting {
  readonly lines: readonly string[];
  readonly row: Row;
}

/** One text element per line of a name. */
function lettered({ lines, row: [size, first] }: Setting, line: number, attributes: Record<string, string>): Tree[] {
  return lines.map((text, index) => {
    const y = (first + index * size * line).toFixed(1);
    return ["text", { ...attributes, "x": "0", "y": y, "font-size": String(size) }, text];
  });
}

/** The name in lines, for the first layout that it fits; null if it fits none. */
function wrapped(name: string, rows: readonly Row[], measure: (text: string) => number): Setting | null {
  const words = name.split(/\s+/u).filter(Boolean);
  const known = new Map<string, number>();
  const wide = (text: string): number => {
    const width = known.get(text) ?? measure(text);
    known.set(text, width);
    return width;
  };
  for (const row of words.length ? rows : []) {
    const [size, , ...rooms] = row;
    const lines = spread(words, rooms, (text) => wide(text) * size);
    if (lines.length) {
      return { lines, row };
    }
  }
  return null;
}

/**
 * Spreads the words over exactly one line per room, with the longest line as short as possible; no lines if they do not
 * fit.
 */
function spread(words: readonly string[], rooms: readonly number[], wide: (text: string) => number): readonly string[] {
  const [room = 0, ...others] = rooms;
  if (!others.length) {
    const line = words.join(" ");
    return wide(line) <= room ? [line] : [];
  }
  let best: readonly string[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (let cut = 1; cut <= words.length - others.length; cut += 1) {
    const head = words.slice(0, cut).join(" ");
    if (wide(head) > room) {
      break;
    }
    const rest = spread(words.slice(cut), others, wide);
    const longest = Math.max(...[head, ...rest].map(wide));
    if (rest.length && longest < least) {
      [best, least] = [[head, ...rest], longest];
    }
  }
  return best;
}
