// What the forms share of a page: fields, what is wrong with them, and the file that was made. Text goes in as text;
// nothing is sent, fetched or kept.

import { proposal } from "./proposal.js";

/** Characters that the programme's reader refuses: controls, half characters, and what makes text look other than it is. */
const REFUSED = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff\u202a-\u202e\u2066-\u2069]/u;
const MAIL_INSIDE = /[^\s@<>"'()](?:@|%40)[^\s@<>"'()]{1,253}\.[^\s@<>"'()]/;
const COPIED_FOR = 2000;

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** The element of this id, of this kind. Throws where the page's template lacks it. */
export function part<Kind extends Element>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) {
    throw new Error(`the page has no ${id}`);
  }
  return found;
}

/** What a field holds, on one line, without spaces around it. */
export function typed(control: Control): string {
  return control.value.trim().replace(/\s+/gu, " ");
}

/** What a field of several lines holds. */
export function lines(control: Control): string {
  return control.value.replace(/\r\n?/g, "\n").trim();
}

/** Says at a field what is wrong with it, or that nothing is: the element named by `data-error` is its sentence. */
export function mark(control: Control, isWrong: boolean, error = control.dataset["error"] ?? ""): boolean {
  const sentence = document.getElementById(error);
  if (sentence) {
    sentence.hidden = !isWrong;
  }
  control.setAttribute("aria-invalid", String(isWrong));
  const folded = isWrong && control.closest("details");
  if (folded) {
    // what is folded away is neither seen nor reached
    folded.open = true;
  }
  describe(control);
  return isWrong;
}

/** Lets fields be described by what is shown alone: a sentence that is hidden would be read out all the same. */
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

/** Whether a field breaks a rule of its own: needed, too long, no address; or holds what no file may hold. */
export function isWrong(control: Control): boolean {
  return !control.validity.valid || (control.required && !control.value.trim()) || holdsRefused(control.value);
}

/** Whether a text holds characters that the programme's reader refuses. */
export function holdsRefused(text: string): boolean {
  return REFUSED.test(text);
}

/** Whether an e-mail address stands somewhere in the text: it would be public. */
export function holdsMail(text: string): boolean {
  return MAIL_INSIDE.test(text);
}

/** Marks all of these fields, and goes to the first that is wrong. True when there is one. */
export function anyWrong(checks: readonly (readonly [Control, boolean])[]): boolean {
  const wrong = checks.filter(([control, isBad]) => mark(control, isBad));
  wrong[0]?.[0].focus();
  return wrong.length > 0;
}

/** A file that was made: its folder and name below the programme, and its text. */
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

/** Takes the file that was made away: it no longer says what the form says. */
export function forget(): void {
  part("made", HTMLElement).hidden = true;
}

/** Lets a button copy the text of the file. */
export function copies(button: HTMLButtonElement): void {
  // Without a safe connection there is no clipboard, and the text can be selected.
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
