// The page /issue/badge/: a form in, a badge class out, and the badge as it will be drawn.

import { draw, isDrawable, type Level } from "./drawing.js";
import type { Letters } from "./lettering.js";
import { anyWrong, copies, describeAll, forget, isWrong, lines, part, show, typed } from "./page.js";
import type { Shape } from "./shapes.js";
import { badgeText, type Fields, given } from "./written.js";

const LONGEST_SLUG = 80;
/** Latin letters that are none with a mark. */
const LETTERS: Readonly<Record<string, string>> = {
  ł: "l", ø: "o", ß: "ss", æ: "ae", œ: "oe", đ: "d", ð: "d", þ: "th", ı: "i", ħ: "h", ŋ: "n", ŧ: "t",
};
const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** Makes the form work. */
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
  void previews(form);
}

/** The text of `classes/<slug>.yml` but for its first line: the keys of `badgepress badge new`, in its order. */
export function badgeFile(fields: Fields): string {
  return badgeText(given(fields));
}

/** `Łódź & más` as `lodz-mas`; "" where nothing of a name is left. `slug_of` has the same rule. */
export function slugOf(name: string): string {
  const plain = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\0-\x7f]/gu, (letter) => LETTERS[letter] ?? " ");
  const joined = plain.replace(/[^a-z0-9]+/g, "-").slice(0, LONGEST_SLUG);
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
    [slug, !SLUG.test(slug.value) || slug.value.length > LONGEST_SLUG || taken.includes(slug.value)],
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

/** Draws the badge as the form says, and again with each change. */
async function previews(form: HTMLFormElement): Promise<void> {
  const { default: table } = await import("./letters.json");
  const letters = table as unknown as Letters;
  let isWaiting = false;
  const again = (): void => {
    if (!isWaiting) {
      isWaiting = true;
      requestAnimationFrame(() => {
        isWaiting = false;
        preview(letters);
      });
    }
  };
  form.addEventListener("input", again);
  again();
}

function preview(letters: Letters): void {
  const name = typed(input("name"));
  const svg = draw(
    {
      name,
      shape: list("shape").value as Shape,
      colour: input("colour").value,
      accent: null,
      icon: list("icon").selectedOptions[0]?.dataset["markup"] ?? "",
      level: (list("level").value || null) as Level | null,
      ribbon: list("level").selectedOptions[0]?.dataset["ribbon"] ?? "",
    },
    letters,
  );
  const picture = part("design-preview", HTMLImageElement);
  const before = picture.src;
  picture.src = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  picture.hidden = false;
  if (before.startsWith("blob:")) {
    URL.revokeObjectURL(before);
  }
  part("design-unlettered", HTMLElement).hidden = !name || isDrawable(name, letters);
}
