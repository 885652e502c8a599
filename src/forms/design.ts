// The page /issue/badge/: turns a form into a BadgeClass file, with a preview of the badge.

import { draw, type Drawing, type Tree } from "./drawing.js";
import { anyWrong, copies, describeAll, forget, isWrong, lines, part, show, typed } from "./page.js";
import { SLUG_CHARACTERS } from "./limits.js";
import { badgeText, type Fields, given } from "./written.js";

/** Latin letters that do not decompose into a letter and an accent. */
const LETTERS: Readonly<Record<string, string>> = {
  ł: "l", ø: "o", ß: "ss", æ: "ae", œ: "oe", đ: "d", ð: "d", þ: "th", ı: "i", ħ: "h", ŋ: "n", ŧ: "t",
};
const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** Sets up the form. */
export function listen(): void {
  const form = part("design-form", HTMLFormElement);
  const [name, slug] = [input("name"), input("slug")];
  copies(part("made-copy", HTMLButtonElement));
  describeAll(form);
  let isOwnSlug = slug.value !== "";
  slug.addEventListener("input", () => (isOwnSlug = slug.value !== ""));
  name.addEventListener("input", () => {
    if (!isOwnSlug) {
      slug.value = slugOf(name.value);
    }
  });
  form.addEventListener("input", forget);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    make(form);
  });
  previews(form);
}

/**
 * The text of `classes/<slug>.yml` without its first line: the same keys as `badgepress badge new`, in the same order.
 */
export function badgeFile(fields: Fields): string {
  return badgeText(given(fields));
}

/** `Łódź & más` becomes `lodz-mas`; "" if nothing is left of a name. `slugOf` follows the same rule. */
export function slugOf(name: string): string {
  const plain = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\0-\x7f]/gu, (letter) => LETTERS[letter] ?? " ");
  const joined = plain.replace(/[^a-z0-9]+/g, "-").slice(0, SLUG_CHARACTERS);
  return joined.replace(/^-+|-+$/g, "");
}

function input(name: string): HTMLInputElement {
  return part(`design-${name}`, HTMLInputElement);
}

function list(name: string): HTMLSelectElement {
  return part(`design-${name}`, HTMLSelectElement);
}

function make(form: HTMLFormElement): void {
  const slug = input("slug");
  const texts = [part("design-description", HTMLTextAreaElement), part("design-criteria", HTMLTextAreaElement)];
  const taken = (form.dataset["taken"] ?? "").split(" ");
  const bad = anyWrong([
    [input("name"), isWrong(input("name"))],
    [slug, !SLUG.test(slug.value) || slug.value.length > SLUG_CHARACTERS || taken.includes(slug.value)],
    ...texts.map((text): [HTMLTextAreaElement, boolean] => [text, isWrong(text)]),
    [input("family"), isWrong(input("family"))],
  ]);
  if (bad) {
    forget();
    return;
  }
  const text = (form.dataset["schema"] ?? "") + badgeFile(read(form));
  show(form, { folder: "classes", file: `${slug.value}.yml`, text });
}

function read(form: HTMLFormElement): Fields {
  const issuer = document.getElementById("design-issuer");
  return {
    name: typed(input("name")),
    description: lines(part("design-description", HTMLTextAreaElement)),
    criteria: lines(part("design-criteria", HTMLTextAreaElement)),
    issuer: issuer instanceof HTMLSelectElement ? issuer.value : "",
    family: typed(input("family")),
    level: list("level").value,
    skills: Array.from(form.querySelectorAll<HTMLInputElement>("input[data-skill]:checked"), ({ value }) => value),
    art: { shape: list("shape").value, colour: input("colour").value, icon: list("icon").value },
  };
}

/** Draws the badge now, after each change to the form, and when a font has loaded. */
function previews(form: HTMLFormElement): void {
  const svg = part("design-preview", SVGSVGElement);
  const drawing = JSON.parse(svg.dataset["drawing"] ?? "") as Drawing;
  let isWaiting = false;
  const again = (): void => {
    if (!isWaiting) {
      isWaiting = true;
      requestAnimationFrame(() => {
        isWaiting = false;
        preview(svg, drawing);
      });
    }
  };
  form.addEventListener("input", again);
  document.fonts.addEventListener("loadingdone", again);
  again();
}

function preview(svg: SVGSVGElement, drawing: Drawing): void {
  const wanted = {
    name: typed(input("name")),
    direction: getComputedStyle(input("name")).direction,
    shape: list("shape").value,
    colour: input("colour").value,
    icon: list("icon").value,
    level: list("level").value,
  };
  const { trees, isNamed } = draw(drawing, wanted, measure(svg));
  svg.replaceChildren(...trees.map(element));
  part("design-too-long", HTMLElement).hidden = !wanted.name || isNamed;
}

const SVG = "http://www.w3.org/2000/svg";
const MEASURED_AT = 100;

/** A function for the width of a text in ems, in the drawing's own font. */
function measure(svg: SVGSVGElement): (text: string) => number {
  const sample = document.createElementNS(SVG, "text");
  sample.setAttribute("font-size", String(MEASURED_AT));
  sample.setAttribute("visibility", "hidden");
  svg.append(sample);
  return (text) => {
    sample.textContent = text;
    return sample.getComputedTextLength() / MEASURED_AT;
  };
}

function element([name, attributes, ...inside]: Tree): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, value);
  }
  made.append(...inside.map((one) => (typeof one === "string" ? one : element(one))));
  return made;
}
