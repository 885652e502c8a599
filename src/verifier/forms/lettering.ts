// Names as outlines, for Latin letters: what badgepress/render/lettering.py shapes with HarfBuzz, from a table of what
// it makes of every letter, ligature and pair (letters.json; `python -m tests.verifier.letters --write` makes it).

import { number } from "./shapes.js";

type Mark = readonly [path: string, right: number, up: number];
type Unit = readonly [advance: number, path: string, first: number, second: number, ...marks: Mark[]];

/** One font. All is in its own units, y upwards. */
interface Font {
  readonly scale: number;
  /** Letters and ligatures: advance, outline, class as the first of a pair, class as the second, marks at their places. */
  readonly units: Readonly<Record<string, Unit>>;
  /** By the classes: how much nearer (or farther) the second stands. */
  readonly kerning: readonly (readonly number[])[];
  /** Pairs whose letters change each other: not drawn here. */
  readonly changing: readonly string[];
}

export type Letters = readonly Font[];

interface Run {
  readonly font: Font;
  readonly glyphs: readonly { readonly path: string; readonly x: number; readonly y: number }[];
  readonly width: number;
}

/** The text in runs of one font; null when it cannot be drawn from this table. */
function shaped(letters: Letters, text: string): Run[] | null {
  const plain = text.split(/\s+/u).filter(Boolean).join(" ").normalize("NFC");
  const fonts = chosen(letters, plain);
  if (!plain || !fonts) {
    return null;
  }
  const runs: Run[] = [];
  for (let start = 0; start < plain.length; ) {
    const font = fonts[start] as Font;
    let end = start;
    while (end < plain.length && fonts[end] === font) {
      end += 1;
    }
    const made = run(font, plain.slice(start, end));
    if (!made) {
      return null;
    }
    runs.push(made);
    start = end;
  }
  return runs;
}

/** The font of each letter: that of the letter before, when it has this one too. */
function chosen(letters: Letters, text: string): Font[] | null {
  const found: Font[] = [];
  for (const letter of text) {
    const font = [...found.slice(-1), ...letters].find(({ units }) => Object.hasOwn(units, letter));
    if (!font || letter.length > 1) {
      return null;
    }
    found.push(font);
  }
  return found;
}

const LONGEST_LIGATURE = 3;

function run(font: Font, text: string): Run | null {
  if (font.changing.some((pair) => text.includes(pair))) {
    return null;
  }
  const names: string[] = [];
  for (let at = 0; at < text.length; ) {
    let length = LONGEST_LIGATURE;
    while (length > 1 && (at + length > text.length || !Object.hasOwn(font.units, text.slice(at, at + length)))) {
      length -= 1;
    }
    names.push(text.slice(at, at + length));
    at += length;
  }
  let x = 0;
  const glyphs = names.flatMap((name, index) => {
    const [advance, path, first, , ...marks] = font.units[name] as Unit;
    const next = font.units[names[index + 1] ?? ""];
    const start = x;
    x += (advance + (next ? (font.kerning[first]?.[next[3]] ?? 0) : 0)) * font.scale;
    const above = marks.map(([mark, right, up]) => ({ path: mark, x: start + right * font.scale, y: up * font.scale }));
    return [{ path, x: start, y: 0 }, ...above];
  });
  return { font, glyphs, width: x };
}

/** The width of a text in the units of `size`; null if it cannot be drawn. */
export function width(letters: Letters, text: string, size: number): number | null {
  const runs = shaped(letters, text);
  return runs && wide(runs, size);
}

function wide(runs: readonly Run[], size: number): number {
  return (runs.reduce((sum, one) => sum + one.width, 0) / 1000) * size;
}

/** An SVG path of the text centred on `x` with its baseline at `y`; null if it cannot be drawn. */
export function outline(letters: Letters, text: string, size: number, x: number, y: number): string | null {
  const runs = shaped(letters, text);
  if (!runs) {
    return null;
  }
  const unit = size / 1000;
  let left = x - wide(runs, size) / 2;
  let drawn = "";
  for (const { font, glyphs, width: whole } of runs) {
    for (const one of glyphs) {
      drawn += moved(one.path, left + one.x * unit, y - one.y * unit, font.scale * unit);
    }
    left += whole * unit;
  }
  return drawn;
}

/** An outline of a font at its place, y downwards. */
function moved(path: string, x: number, y: number, scale: number): string {
  return path.replace(/([MLQCZ])([^MLQCZ]*)/g, (_, kind: string, points: string) => {
    const numbers = points ? points.split(" ").map(Number) : [];
    return kind + numbers.map((one, index) => number(index % 2 ? y - one * scale : x + one * scale)).join(" ");
  });
}
