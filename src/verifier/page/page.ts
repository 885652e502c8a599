// The page that asks: what it says of itself, what is handed over in it, and where answers go. This file, view.ts,
// overview.ts, question.ts and technical.ts are the only ones that touch a page. Text goes in as text, images as blobs;
// no string holds markup.

import { addressIn, awardIn, isOf } from "./address.js";
import { clean } from "../words/cleaning.js";
import { verdictWords, type Catalogue } from "../words/telling.js";
import { IMAGE_BYTES } from "../openbadges/limits.js";

const MOMENT = 100;

/** What the page says of itself. */
export interface Site {
  /** Where the site is meant to be; "" when the page does not say. */
  readonly baseUrl: string;
  /** Where its root is being served from; "" for a file on somebody's own disk. */
  readonly servedFrom: string;
  /** The issuers known here. */
  readonly trusted: readonly string[];
  /** Keys known here to be an issuer's, by the issuer's address. */
  readonly keys: Readonly<Record<string, readonly string[]>>;
  /** Documents that the page itself brings along, by their addresses: the one-file verifier's; null for other pages. */
  readonly packed: Readonly<Record<string, unknown>> | null;
}

export function readSite(): Site {
  const { root, baseUrl = "" } = document.documentElement.dataset;
  const said = (name: string): string => document.querySelector<HTMLMetaElement>(`meta[name="badgepress-${name}"]`)?.content ?? "";
  const isServed = root !== undefined && location.protocol !== "file:";
  return {
    baseUrl,
    servedFrom: isServed ? new URL(root, location.href).href : "",
    trusted: said("issuers").split(/\s+/).filter(Boolean),
    keys: JSON.parse(said("keys") || "{}") as Site["keys"],
    packed: JSON.parse(byId("badgepress-packed")?.textContent ?? "null") as Site["packed"],
  };
}

/** The language of the page. */
export function language(): string {
  return document.documentElement.lang;
}

/** The place for the verdict on an award page, and the address of the credential it is about. */
export function findVerdict(): { section: HTMLElement; address: string } | null {
  const section = document.querySelector<HTMLElement>("[data-verdict-for]");
  const address = section?.dataset["verdictFor"];
  return section && address ? { section, address: new URL(address, location.href).href } : null;
}

export function showChecking(section: HTMLElement, words: Catalogue): void {
  showWords(section, "checking", words, verdictWords(words, "checking").sentence);
}

/** Something that is not the badge's fault kept it from being checked: neither good nor bad is said. */
export function showTrouble(section: HTMLElement, words: Catalogue, sentence: string): void {
  showWords(section, "unverified", words, sentence);
}

function showWords(section: HTMLElement, verdict: "checking" | "unverified", words: Catalogue, sentence: string): void {
  section.dataset["verdict"] = verdict;
  const { title } = verdictWords(words, verdict);
  section.replaceChildren(line(headingOf(section), "verdict__title", title), line("p", "verdict__sentence", sentence));
}

/** A verdict heads a result of the verify page; an award page has headings of its own around it. */
export function headingOf(section: HTMLElement): string {
  return section.closest(".result") ? "h2" : "p";
}

/** An element with text; a sentence runs as the page does, whatever it begins with. Names by themselves are in `bdi`. */
export function line(tag: string, className: string, text: string): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className) {
    made.className = className;
  }
  return made;
}

export function holding(tag: string, className: string, children: readonly Node[]): HTMLElement {
  const made = document.createElement(tag);
  if (className) {
    made.className = className;
  }
  made.replaceChildren(...children);
  return made;
}

/** One thing to verify, as it came in: its name for people, and its bytes or text. */
export interface Handed {
  readonly name: string;
  readonly data: () => Promise<Uint8Array | string>;
}

/**
 * Calls back for every file chosen, dropped or pasted, every text entered, and the address in the page's own `?url=`;
 * the e-mail is the one entered then. Asked to verify with nothing new to look at, it calls back with the same things
 * `again`. `soon` is called once, when somebody is about to hand something over.
 *
 * Whoever made a link chose what stands in `?url=`, so what is not of this site is looked at only when `question`,
 * which is given it, calls back.
 */
export function onHanded(
  { baseUrl, servedFrom }: Site,
  took: (handed: readonly Handed[], email: string, again: boolean) => void,
  soon: () => void,
  question: (asked: string, go: () => void) => void,
): void {
  const form = byId<HTMLFormElement>("verify-form");
  const [file, email] = [byId<HTMLInputElement>("verify-file"), byId<HTMLInputElement>("verify-email")];
  const text = byId<HTMLTextAreaElement>("verify-text");
  const drop = byId("verify-drop") ?? form;
  let last: readonly Handed[] = [];
  let lastText = "";
  const take = (handed: readonly Handed[], again = false): void => {
    last = handed;
    // What is half typed is nobody's address.
    took(handed, email?.validity.valid ? email.value : "", again);
  };
  const takeFiles = (files: FileList | null | undefined): boolean => {
    const handed = Array.from(files ?? [], (one) => ({ name: one.name, data: () => bytesOf(one) }));
    if (handed.length > 0) {
      take(handed);
    }
    return handed.length > 0;
  };
  const takeText = (entered: string, name = ""): void => take([{ name, data: () => Promise.resolve(entered) }]);
  file?.addEventListener("change", () => takeFiles(file.files));
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    const entered = text?.value.trim() ?? "";
    if (entered && entered !== lastText) {
      lastText = entered;
      takeText(awardIn(entered, baseUrl));
    } else if (last.length > 0) {
      take(last, true);
    } else if (!takeFiles(file?.files)) {
      text?.focus();
    }
  });
  document.addEventListener("paste", (event) => {
    const isField = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
    if (takeFiles(event.clipboardData?.files)) {
      event.preventDefault();
    } else if (!isField) {
      const pasted = event.clipboardData?.getData("text/plain").trim();
      if (pasted) {
        takeText(pasted);
      }
    }
  });
  // Outside the zone as well, or a file that misses it would replace the page.
  for (const kind of ["dragenter", "dragover", "dragleave"] as const) {
    document.addEventListener(kind, (event) => {
      event.preventDefault();
      drop?.toggleAttribute("data-over", kind !== "dragleave");
    });
  }
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    // By then the answer mostly stands there: to draw the page before it would keep it waiting.
    setTimeout(() => drop?.removeAttribute("data-over"), MOMENT);
    if (takeFiles(event.dataTransfer?.files)) {
      return;
    }
    const dropped = (event.dataTransfer?.getData("text/uri-list") || event.dataTransfer?.getData("text/plain") || "").trim();
    if (dropped) {
      takeText(dropped);
    }
  });
  for (const kind of ["dragenter", "focusin", "pointerover"]) {
    (kind === "dragenter" ? document : form)?.addEventListener(kind, soon, { once: true, passive: true });
  }
  const asked = new URLSearchParams(location.search).get("url")?.trim();
  const address = addressIn(asked ?? "");
  if (address && isOf(address, [baseUrl, servedFrom])) {
    takeText(address, address);
  } else if (asked) {
    question(asked, () => takeText(asked, asked));
  }
}

/** Puts a question where answers come, and lets whoever uses a keyboard begin there. */
export function addQuestion(told: HTMLElement): void {
  byId("verify-results")?.prepend(told);
  reveal(told);
}

/**
 * A place for one result: below the one it was handed over with, else above those that were there before. It is seen
 * once there is something in it, or after a moment: drawing the page twice would keep the answer waiting.
 */
export function addResult(name: string, words: Catalogue, before?: HTMLElement): { result: HTMLElement; section: HTMLElement } {
  const section = holding("div", "verdict", []);
  const heading = name ? [line("bdi", "result__name", clean(name))] : [];
  const result = holding("article", "result", [...heading, section]);
  result.tabIndex = -1;
  result.hidden = true;
  section.dataset["verdict"] = "checking";
  setTimeout(() => {
    if (!section.firstChild) {
      showChecking(section, words);
    }
    show(result);
  }, MOMENT);
  if (before) {
    before.after(result);
  } else {
    byId("verify-results")?.prepend(result);
  }
  return { result, section };
}

export function show(result: HTMLElement): void {
  result.hidden = false;
}

/** Brings an answer into view, where it is not yet: on a phone it stands below the form. */
export function reveal(section: HTMLElement): void {
  // Only after the answer has been drawn: looking where it stands would draw the page twice.
  requestAnimationFrame(() => section.scrollIntoView({ block: "nearest" }));
}

/** Has it read out, after what is being read. */
export function announce(text: string): void {
  const status = byId("verify-status");
  if (status) {
    status.append(line("p", "", text));
    while (status.childElementCount > 20) {
      status.firstElementChild?.remove();
    }
  }
}

/** No more than it takes to see that a file is too large. */
async function bytesOf(file: File): Promise<Uint8Array> {
  return new Uint8Array(await file.slice(0, IMAGE_BYTES + 1).arrayBuffer());
}

function byId<Kind extends HTMLElement>(id: string): Kind | null {
  return document.getElementById(id) as Kind | null;
}
