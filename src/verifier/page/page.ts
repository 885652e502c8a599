// The page around the verifier: its settings, what people enter, and where answers go. Only this file, view.ts,
// overview.ts, question.ts and technical.ts touch the DOM. Texts are inserted as text, images as blobs; no string
// contains markup.

import { addressIn, awardIn, isOf } from "./address.js";
import { clean } from "../words/cleaning.js";
import { verdictWords, type Catalogue } from "../words/telling.js";
import { IMAGE_BYTES } from "../openbadges/limits.js";

const MOMENT = 100;

/** The page's settings. */
export interface Site {
  /** The site's own address; "" if the page does not say. */
  readonly baseUrl: string;
  /** The address its root is served from; "" for a file on disk. */
  readonly servedFrom: string;
  /** The issuers we trust. */
  readonly trusted: readonly string[];
  /** Keys known to be an issuer's, by the issuer's address. */
  readonly keys: Readonly<Record<string, readonly string[]>>;
  /** Documents contained in the one-file verifier, by address; null on other pages. */
  readonly packed: Readonly<Record<string, unknown>> | null;
}

export function readSite(): Site {
  const { baseUrl = "" } = document.documentElement.dataset;
  const meta = (name: string): string => document.querySelector<HTMLMetaElement>(`meta[name="badgepress-${name}"]`)?.content ?? "";
  return {
    baseUrl,
    servedFrom: servedFrom(),
    trusted: meta("issuers").split(/\s+/).filter(Boolean),
    keys: JSON.parse(meta("keys") || "{}") as Site["keys"],
    packed: JSON.parse(byId("badgepress-packed")?.textContent ?? "null") as Site["packed"],
  };
}

/** Where the site's root is served from; empty for a file on somebody's own disk. */
export function servedFrom(): string {
  const { root } = document.documentElement.dataset;
  return root !== undefined && location.protocol !== "file:" ? new URL(root, location.href).href : "";
}

/** The language of the page. */
export function language(): string {
  return document.documentElement.lang;
}

/** The place for the verdict on an award page, and the address of its credential. */
export function findVerdict(): { section: HTMLElement; address: string } | null {
  const section = document.querySelector<HTMLElement>("[data-verdict-for]");
  const address = section?.dataset["verdictFor"];
  return section && address ? { section, address: new URL(address, location.href).href } : null;
}

export function showChecking(section: HTMLElement, words: Catalogue): void {
  showWords(section, "checking", words, verdictWords(words, "checking").sentence);
}

/** Shows that we could not check the badge through no fault of its own, without saying good or bad. */
export function showTrouble(section: HTMLElement, words: Catalogue, sentence: string): void {
  showWords(section, "unverified", words, sentence);
}

function showWords(section: HTMLElement, verdict: "checking" | "unverified", words: Catalogue, sentence: string): void {
  section.dataset["verdict"] = verdict;
  const { title } = verdictWords(words, verdict);
  section.replaceChildren(textElement(headingOf(section), "verdict__title", title), textElement("p", "verdict__sentence", sentence));
}

/** The tag for a verdict's title: a heading on the verify page. An award page has its own headings. */
export function headingOf(section: HTMLElement): string {
  return section.closest(".result") ? "h2" : "p";
}

/** An element with text. Sentences follow the page's writing direction; names alone go into `bdi`. */
export function textElement(tag: string, className: string, text: string): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className) {
    made.className = className;
  }
  return made;
}

export function element(tag: string, className: string, children: readonly Node[]): HTMLElement {
  const made = document.createElement(tag);
  if (className) {
    made.className = className;
  }
  made.replaceChildren(...children);
  return made;
}

/** One thing to verify: its name, and its bytes or text. */
export interface Item {
  readonly name: string;
  readonly data: () => Promise<Uint8Array | string>;
}

/**
 * Calls `found` for every file chosen, dropped or pasted, every text entered, and the address in the page's own
 * `?url=`, together with the e-mail entered by then. If people submit with nothing new, it calls with the same items
 * and `again`. Calls `soon` once, when somebody is about to enter something.
 *
 * The author of a link chose its `?url=`. So an address from another site is read only after `question` gets it and
 * calls back.
 */
export function onItems(
  { baseUrl, servedFrom }: Site,
  found: (items: readonly Item[], email: string, again: boolean) => void,
  soon: () => void,
  question: (wanted: string, go: () => void) => void,
): void {
  const form = byId<HTMLFormElement>("verify-form");
  const [file, email] = [byId<HTMLInputElement>("verify-file"), byId<HTMLInputElement>("verify-email")];
  const text = byId<HTMLTextAreaElement>("verify-text");
  const drop = byId("verify-drop") ?? form;
  let last: readonly Item[] = [];
  let lastText = "";
  const takeItems = (items: readonly Item[], again = false): void => {
    last = items;
    // Ignore an address that is only half typed.
    found(items, email?.validity.valid ? email.value : "", again);
  };
  const takeFiles = (files: FileList | null | undefined): boolean => {
    const items = Array.from(files ?? [], (one) => ({ name: one.name, data: () => bytesOf(one) }));
    if (items.length > 0) {
      takeItems(items);
    }
    return items.length > 0;
  };
  const takeText = (entered: string, name = ""): void => takeItems([{ name, data: () => Promise.resolve(entered) }]);
  file?.addEventListener("change", () => takeFiles(file.files));
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    const entered = text?.value.trim() ?? "";
    if (entered && entered !== lastText) {
      lastText = entered;
      takeText(awardIn(entered, baseUrl));
    } else if (last.length > 0) {
      takeItems(last, true);
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
  // Also outside the drop zone, or a file that misses it would replace the page.
  for (const kind of ["dragenter", "dragover", "dragleave"] as const) {
    document.addEventListener(kind, (event) => {
      event.preventDefault();
      drop?.toggleAttribute("data-over", kind !== "dragleave");
    });
  }
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    // Wait until the answer is usually there: redrawing the page earlier would delay it.
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
  const wanted = new URLSearchParams(location.search).get("url")?.trim();
  const address = addressIn(wanted ?? "");
  if (address && isOf(address, [baseUrl, servedFrom])) {
    takeText(address, address);
  } else if (wanted) {
    question(wanted, () => takeText(wanted, wanted));
  }
}

/** Shows a question in the place for answers and scrolls it into view. */
export function addQuestion(box: HTMLElement): void {
  byId("verify-results")?.prepend(box);
  reveal(box);
}

/**
 * Adds a place for one result: below `before`, or else above the older results. It becomes visible when it has content
 * or after a moment, because drawing the page twice would delay the answer.
 */
export function addResult(name: string, words: Catalogue, before?: HTMLElement): { result: HTMLElement; section: HTMLElement } {
  const section = element("div", "verdict", []);
  const heading = name ? [textElement("bdi", "result__name", clean(name))] : [];
  const result = element("article", "result", [...heading, section]);
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

/** Scrolls an answer into view. On a phone it is below the form. */
export function reveal(section: HTMLElement): void {
  // Wait for the next frame: asking for the position now would cause a second layout.
  requestAnimationFrame(() => section.scrollIntoView({ block: "nearest" }));
}

/** Announces politely to screen readers. */
export function announce(text: string): void {
  const status = byId("verify-status");
  if (status) {
    status.append(textElement("p", "", text));
    while (status.childElementCount > 20) {
      status.firstElementChild?.remove();
    }
  }
}

/** The file's bytes, but no more than needed to see that it is too large. */
async function bytesOf(file: File): Promise<Uint8Array> {
  return new Uint8Array(await file.slice(0, IMAGE_BYTES + 1).arrayBuffer());
}

function byId<Kind extends HTMLElement>(id: string): Kind | null {
  return document.getElementById(id) as Kind | null;
}
