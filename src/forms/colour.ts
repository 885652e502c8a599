// Perceptually even tones of a colour (OKLCH, Ottosson 2020), as badgepress/colour.py computes them.

type Triple = readonly [number, number, number];

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}

function gamma(channel: number): number {
  return channel <= 0.0031308 ? 12.92 * channel : 1.055 * channel ** (1 / 2.4) - 0.055;
}

function rgb(colour: string): Triple {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)) as [number, number, number];
  return [red, green, blue];
}

function linears(colour: string): Triple {
  const [red, green, blue] = rgb(colour);
  return [linear(red / 255), linear(green / 255), linear(blue / 255)];
}

function toOklch(colour: string): Triple {
  const [red, green, blue] = linears(colour);
  const long = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const middle = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const short = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  const light = 0.2104542553 * long + 0.793617785 * middle - 0.0040720468 * short;
  const a = 1.9779984951 * long - 2.428592205 * middle + 0.4505937099 * short;
  const b = 0.0259040371 * long + 0.7827717662 * middle - 0.808675766 * short;
  return [light, Math.hypot(a, b), Math.atan2(b, a)];
}

function channels(light: number, chroma: number, hue: number): Triple {
  const [a, b] = [chroma * Math.cos(hue), chroma * Math.sin(hue)];
  const long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (light - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * middle + 1.707614701 * short,
  ];
}

/** The nearest colour that a screen can show. Reduces chroma; keeps lightness and hue. */
function fromOklch(light: number, wanted: number, hue: number): string {
  let chroma = wanted;
  while (chroma > 0.0005 && !channels(light, chroma, hue).every((part) => part >= -0.0005 && part <= 1.0005)) {
    chroma *= 0.94;
  }
  const parts = channels(light, chroma, hue).map((part) => Math.min(1, Math.max(0, part)));
  return `#${parts.map((part) => Math.round(gamma(part) * 255).toString(16).padStart(2, "0")).join("")}`;
}

/** The colour with OKLCH lightness `light` (0–1), chroma multiplied by `chroma`, and hue turned by `turn` degrees. */
function tone(colour: string, light: number, chroma = 1, turn = 0): string {
  const [, strength, hue] = toOklch(colour);
  return fromOklch(light, strength * chroma, hue + turn * (Math.PI / 180));
}

/** OKLCH lightness, 0 to 1. */
function lightness(colour: string): number {
  return toOklch(colour)[0];
}

/** WCAG contrast ratio, 1 to 21. */
function contrast(one: string, other: string): number {
  const [first, second] = [one, other].map((colour) => {
    const [red, green, blue] = linears(colour);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }) as [number, number];
  return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
}

/** The colour, darkened until white text on it is readable. */
function readable(colour: string): string {
  let light = Math.min(lightness(colour), 0.62);
  while (contrast(tone(colour, light), "#ffffff") < 5 && light > 0.2) {
    light -= 0.01;
  }
  return tone(colour, light);
}

/** How much lighter than the ribbon each tone of its metal is. */
const SHINE = [0.1, 0, -0.24, 0, -0.3] as const;

/** All tones of a badge from its colour and, if given, its accent, by their names in badgepress/colour.py. */
export function tones(colour: string, accent: string | null): Record<string, string> {
  const isBright = lightness(colour) > 0.76;
  const field = isBright ? colour.toLowerCase() : readable(colour);
  const light = lightness(field);
  let ribbon = accent ? accent.toLowerCase() : tone(colour, 0.9, 0.55, 12);
  const [dark, pale] = [tone(ribbon, 0.24, 0.6), "#ffffff"];
  let ink = contrast(dark, ribbon) >= contrast(pale, ribbon) ? dark : pale;
  if (contrast(ink, ribbon) < 4.5) {
    [ribbon, ink] = [readable(ribbon), pale];
  }
  const [upper, strip] = [tone(colour, Math.min(0.96, light + 0.1)), lightness(ribbon)];
  const metal = SHINE.map((by) => tone(ribbon, Math.min(0.97, Math.max(0.28, strip + by))));
  return {
    "deep": tone(colour, 0.27, 0.75),
    "shade": tone(colour, Math.max(0.2, light - 0.13)),
    "field": field,
    "ink": isBright ? tone(colour, 0.24, 0.7) : "#ffffff",
    "ribbon": ribbon,
    "ribbon_shade": tone(ribbon, Math.max(0.2, strip - 0.2)),
    "ribbon_ink": ink,
    "gleam": tone(upper, Math.min(0.97, lightness(upper) + 0.05)),
    "band": tone(ribbon, Math.min(0.98, strip + 0.05)),
    ...Object.fromEntries(metal.map((one, index) => [`metal_${index}`, one])),
  };
}
