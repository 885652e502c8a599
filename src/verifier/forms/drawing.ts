// Draws a badge in SVG: what badgepress/render/art.py draws, byte for byte, as long as its letters are Latin.

import { lightness, tone, type Tones, tones } from "./colour.js";
import { type Letters, outline, width } from "./lettering.js";
import { halfWidth, number, path, type Shape } from "./shapes.js";

const LEVELS = ["Foundational", "Intermediate", "Advanced"] as const;
export type Level = (typeof LEVELS)[number];

/** A badge to be drawn; `icon` is the inside of the icon's SVG. */
export interface Wanted {
  readonly name: string;
  readonly shape: Shape;
  readonly colour: string;
  readonly accent: string | null;
  readonly icon: string;
  readonly level: Level | null;
  /** What stands on the ribbon, as a path: the build draws it, for it has the fonts of every language. */
  readonly ribbon: string;
}

const SIZE = 600;
const MIDDLE = 286;
const GOLD = "#e3b64b";
const RAYS = 54;

/** The badge as a complete SVG document of 600 by 600 units. */
export function draw(wanted: Wanted, letters: Letters): string {
  const { name, shape, level } = wanted;
  const rank = level ? LEVELS.indexOf(level) + 1 : 0;
  const paint = tones(wanted.colour, wanted.accent ?? (rank === 3 ? GOLD : null));
  const [lines, size] = wrapped(name, shape, rank, letters);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE} ${SIZE}" width="${SIZE}" height="${SIZE}">`,
    `<title>${escaped(name)}</title>`,
    defs(paint, rank, shape),
    `<g transform="translate(300 ${number(MIDDLE)})">`,
    rank === 3 ? reeds(shape, paint) : "",
    body(shape, paint, rank),
    icon(wanted.icon, shape, lines.length > 0, paint),
    named(lines, size, shape, rank, letters, paint),
    "</g>",
    level ? ribbon(wanted.ribbon, rank, paint) : "",
    "</svg>\n",
  ].join("");
}

/** Whether the name can be drawn from these letters. */
export function isDrawable(name: string, letters: Letters): boolean {
  return width(letters, name, 1) !== null;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll(">", "&gt;").replaceAll("<", "&lt;");
}

function stop(offset: string, colour: string): string {
  return `<stop offset="${offset}" stop-color="${colour}"/>`;
}

const SHINE = [["0.0", 0.1], ["0.3", 0], ["0.52", -0.24], ["0.7", 0], ["1.0", -0.3]] as const;

/** Stops that shine: light, plain, dark, plain, dark. */
function metal(colour: string): string {
  const light = lightness(colour);
  return SHINE.map(([at, by]) => stop(at, tone(colour, Math.min(0.97, Math.max(0.28, light + by))))).join("");
}

function defs(paint: Tones, rank: number, shape: Shape): string {
  const rim = rank === 3 ? metal(paint.ribbon) : stop("0", paint.field) + stop("1", paint.deep);
  const field =
    stop("0", tone(paint.light, Math.min(0.97, lightness(paint.light) + 0.05))) + stop(".5", paint.field) + stop("1", paint.shade);
  const band = stop("0", tone(paint.ribbon, Math.min(0.98, lightness(paint.ribbon) + 0.05))) + stop("1", paint.ribbon);
  return (
    `<defs><linearGradient id="rim" x1=".15" y1="0" x2=".85" y2="1">${rim}</linearGradient>` +
    `<radialGradient id="field" cx=".36" cy=".2" r=".95">${field}</radialGradient>` +
    `<linearGradient id="band" x1="0" y1="0" x2="0" y2="1">${band}</linearGradient>` +
    `<clipPath id="inside"><path d="${path(shape, 0.86)}"/></clipPath></defs>`
  );
}

function reeds(shape: Shape, paint: Tones): string {
  return `<path d="${path(shape, 1.005)}" fill="none" stroke="${paint.ribbonShade}" stroke-width="22" stroke-dasharray="5.5 4.5"/>`;
}

function ring(shape: Shape, paint: Tones, rank: number): string {
  if (rank === 3) {
    return (
      `<path d="${path(shape, 0.915)}" fill="${paint.deep}"/>` +
      `<path d="${path(shape, 0.888)}" fill="none" stroke="${paint.ribbon}" stroke-width="3"/>`
    );
  }
  const beads = rank === 2 ? '8" stroke-linecap="round" stroke-dasharray="0 17' : "5";
  return `<path d="${path(shape, 0.925)}" fill="none" stroke="${paint.ribbon}" stroke-width="${beads}"/>`;
}

/** Straight lines off a circle, to the left and to the right: together they weave a lattice of lenses. */
function engraving(inner = 118, outer = 420, twist = 1.05): string {
  let lines = "";
  for (let index = 0; index < RAYS; index += 1) {
    const angle = (2 * Math.PI * index) / RAYS;
    const start = `M${number(inner * Math.sin(angle))} ${number(-inner * Math.cos(angle))}`;
    for (const turn of [twist, -twist]) {
      lines += `${start}L${number(outer * Math.sin(angle + turn))} ${number(-outer * Math.cos(angle + turn))}`;
    }
  }
  return lines;
}

function body(shape: Shape, paint: Tones, rank: number): string {
  const [whole, inside] = [path(shape), path(shape, 0.86)];
  return (
    `<path d="${whole}" transform="translate(0 9)" fill="${paint.deep}" fill-opacity=".22"/>` +
    `<path d="${whole}" fill="url(#rim)"/>` +
    `<path d="${path(shape, 0.985)}" fill="none" stroke="#fff" stroke-width="2.5" stroke-opacity=".3"/>` +
    ring(shape, paint, rank) +
    `<path d="${inside}" fill="url(#field)"/>` +
    `<g clip-path="url(#inside)"><path d="${engraving()}" transform="translate(0 -98)" fill="none" ` +
    `stroke="${paint.ink}" stroke-width="1.3" stroke-opacity=".17"/></g>` +
    `<path d="${path(shape, 0.855)}" fill="none" stroke="${paint.deep}" stroke-width="3" stroke-opacity=".35"/>`
  );
}

/** The icon above the name; in the middle and larger when there is no name. */
function icon(markup: string, shape: Shape, isNamed: boolean, paint: Tones): string {
  const isDiamond = shape === "diamond";
  const side = isNamed ? (isDiamond ? 126 : 150) : 230;
  const middle = isNamed ? (isDiamond ? -92 : -98) : -16;
  const place = `translate(${number(-side / 2)} ${number(middle - side / 2)}) scale(${(side / 24).toFixed(3)})`;
  const strokes = 'fill="none" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"';
  return (
    `<g transform="translate(0 4) ${place}" ${strokes} stroke="${paint.deep}" stroke-opacity=".3">${markup}</g>` +
    `<g transform="${place}" ${strokes} stroke="${paint.ink}">${markup}</g>`
  );
}

/** Where the name stands, top and bottom, around the middle of the badge. */
function zone(shape: Shape, rank: number): readonly [top: number, bottom: number] {
  return shape === "diamond" ? [-20, rank ? 112 : 132] : [2, rank ? 132 : 158];
}

/** The name in at most three lines and the largest size that fits; no lines when none does. */
function wrapped(name: string, shape: Shape, rank: number, letters: Letters): [string[], number] {
  const [top, bottom] = zone(shape, rank);
  const words = name.split(/\s+/u).filter(Boolean);
  for (let size = 54; size > 23; size -= 2) {
    for (const count of [1, 2, 3]) {
      const height = count * size * 1.08;
      if (height > bottom - top) {
        continue;
      }
      const first = (top + bottom - height) / 2;
      const rooms = Array.from({ length: count }, (_, line) => {
        const [low, high] = [first + line * size * 1.08, first + (line + 0.95) * size * 1.08];
        return 2 * Math.min(halfWidth(shape, low, 0.8), halfWidth(shape, high, 0.8));
      });
      const lines = filled(words, rooms, size, letters);
      if (lines.length) {
        return [lines, size];
      }
    }
  }
  return [[], 0];
}

/** The words spread over exactly as many lines as there are rooms, the longest as short as can be. */
function filled(words: readonly string[], rooms: readonly number[], size: number, letters: Letters): string[] {
  const fits = (text: string, room: number): boolean => {
    const wide = width(letters, text, size);
    return wide !== null && wide <= room;
  };
  const room = rooms[0] as number;
  if (rooms.length === 1) {
    return fits(words.join(" "), room) ? [words.join(" ")] : [];
  }
  let best: string[] = [];
  let bestWide = Number.POSITIVE_INFINITY;
  for (let cut = 1; cut < words.length - rooms.length + 2; cut += 1) {
    const head = words.slice(0, cut).join(" ");
    if (!fits(head, room)) {
      break;
    }
    const rest = filled(words.slice(cut), rooms.slice(1), size, letters);
    const wide = Math.max(...[head, ...rest].map((line) => width(letters, line, size) ?? 0));
    if (rest.length && wide < bestWide) {
      [best, bestWide] = [[head, ...rest], wide];
    }
  }
  return best;
}

function named(lines: readonly string[], size: number, shape: Shape, rank: number, letters: Letters, paint: Tones): string {
  const [top, bottom] = zone(shape, rank);
  const first = (top + bottom - lines.length * size * 1.08) / 2 + size * 0.86;
  const drawn = lines.map((line, index) => outline(letters, line, size, 0, first + index * size * 1.08) ?? "").join("");
  return drawn ? `<path d="${drawn}" fill="${paint.ink}"/>` : "";
}

/** The banner across the foot: folded tails, pips for the rank, the level's word. */
function ribbon(word: string, rank: number, paint: Tones): string {
  const pips = [-30, 0, 30].map(
    (at, index) =>
      `<path d="M${300 + at} 434l9 10-9 10-9-10z" fill="${index < rank ? paint.ribbon : "none"}" ` +
      `stroke="${paint.ribbon}" stroke-width="2.5" stroke-linejoin="round"/>`,
  );
  const tail = "M118 492h74v66h-112l20-33-20-33z";
  return (
    pips.join("") +
    `<path d="${tail}" fill="${paint.ribbonShade}"/>` +
    `<path d="${tail}" transform="matrix(-1 0 0 1 600 0)" fill="${paint.ribbonShade}"/>` +
    `<path d="M118 538l74 20v-20zM482 538l-74 20v-20z" fill="${paint.deep}" fill-opacity=".75"/>` +
    `<path d="M118 474h364v64h-364z" transform="translate(0 5)" fill="${paint.deep}" fill-opacity=".2"/>` +
    `<path d="M118 470h364v68h-364z" fill="url(#band)"/>` +
    `<path d="M118 477.5h364M118 530.5h364" stroke="${paint.ribbonInk}" stroke-width="1.5" stroke-opacity=".3"/>` +
    `<path d="${word}" fill="${paint.ribbonInk}"/>`
  );
}
