// Helpers shared by the forms: fields, their errors, and the file made. Texts are inserted as text; nothing is sent,
// fetched or stored.

import { proposal } from "./proposal.js";

/** Characters that the programme's reader refuses: controls, lone surrogates, and characters that disguise text. */
const REFUSED = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff\u202a-\u202e\u2066-\u2069]/u;
const MAIL_INSIDE = /[^\s@<>"'()](?:@|%40)[^\s@<>"'()]{1,253}\.[^\s@<>"'()]/;
const COPIED_FOR = 2000;

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** The element with this id and of this kind. Throws if the page's template lacks it. */
export function part<Kind extends Element>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) {
    throw new Error(`the page has no ${id}`);
  }
  return found;
}

/** A field's text on one line, trimmed. */
export function typed(control: Control): string {
  return control.value.trim().replace(/\s+/gu, " ");
}

/** A multi-line field's text. */
export function lines(control: Control): string {
  return control.value.replace(/\r\n?/g, "\n").trim();
}

/** Shows or hides a field's error: the element named by `data-error`. */
export function mark(control: Control, isWrong: boolean, error = control.dataset["error"] ?? ""): boolean {
  const sentence = document.getElementById(error);
  if (sentence) {
    sentence.hidden = !isWrong;
  }
  control.setAttribute("aria-invalid", String(isWrong));
  const folded = isWrong && control.closest("details");
  if (folded) {
    // Open it: nobody can see or reach a field that is folded away.
    folded.open = true;
  }
  describe(control);
  return isWrong;
}

/** Describes fields by visible texts only, because screen readers also read hidden ones. */
export function describeAll(form: HTMLElement): void {
  for (const control of form.querySelectorAll<HTMLElement>("[aria-describedby]")) {
    describe(control);
  }
}

function describe(control: HTMLElement): void {
  const all = (control.dataset["described"] ??= control.getAttribute("aria-describedby") ?? "");
  const shown = all.split(" ").filter((id) => id && !document.getElementById(id)?.hidden);
  control.setAttribute("aria-describedby", shown.join(" "));
}

/** Whether a field is invalid: missing, too long, not an address, or with characters that no file may have. */
export function isWrong(control: Control): boolean {
  return !control.validity.valid || (control.required && !control.value.trim()) || holdsRefused(control.value);
}

/** Whether a text has characters that the programme's reader refuses. */
export function holdsRefused(text: string): boolean {
  return REFUSED.test(text);
}

/** Whether the text contains an e-mail address, which would become public. */
export function holdsMail(text: string): boolean {
  return MAIL_INSIDE.test(text);
}

/** Marks all of these fields and focuses the first wrong one. True if there is one. */
export function anyWrong(checks: readonly (readonly [Control, boolean])[]): boolean {
  const wrong = checks.filter(([control, isBad]) => mark(control, isBad));
  wrong[0]?.[0].focus();
  return wrong.length > 0;
}

/** A file made by a form: its folder and name in the programme, and its text. */
export interface Made {
  readonly folder: string;
  readonly file: string;
  readonly text: string;
}

/** Shows a file, and offers to propose, copy and download it. */
export function show(form: HTMLFormElement, made: Made): void {
  const { newFile = "", service = "", below = "" } = form.dataset;
  const section = part("made", HTMLElement);
  part("made-file", HTMLElement).textContent = `${below}${made.folder}/${made.file}`;
  part("made-text", HTMLElement).textContent = made.text;
  const address = proposal(service, newFile, made.folder, made.file, made.text);
  const propose = document.getElementById("made-propose");
  if (propose instanceof HTMLAnchorElement) {
    propose.hidden = !address;
    propose.href = address || "#";
    part("made-too-long", HTMLElement).hidden = Boolean(address);
    part("made-next", HTMLElement).hidden = !address;
  }
  download(part("made-download", HTMLAnchorElement), made);
  section.hidden = false;
  section.focus();
}

/** Removes the file shown, because the form has changed. */
export function forget(): void {
  part("made", HTMLElement).hidden = true;
}

/** Makes a button copy the text of the file. */
export function copies(button: HTMLButtonElement): void {
  // Without https there is no clipboard, but people can select the text.
  button.hidden = !navigator.clipboard;
  const label = button.textContent;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(part("made-text", HTMLElement).textContent ?? "");
    button.textContent = button.dataset["copied"] ?? label;
    setTimeout(() => (button.textContent = label), COPIED_FOR);
  });
}

function download(link: HTMLAnchorElement, made: Made): void {
  if (link.href.startsWith("blob:")) {
    URL.revokeObjectURL(link.href);
  }
  link.href = URL.createObjectURL(new Blob([made.text], { type: "application/yaml" }));
  link.download = made.file.slice(made.file.lastIndexOf("/") + 1);
}
