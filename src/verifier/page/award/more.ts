// What an award's page gets from its script, once its verdict stands: everything that can be worked out from the
// credential and that the page itself therefore does not repeat. Loaded after the verdict.

import type { Answer } from "../verifier.js";
import { hex } from "../../openbadges/jsonld/digest.js";
import { entries, type Json } from "../../openbadges/jsons.js";
import { inside, textAt } from "../../verify/facts.js";
import { element, textElement } from "../page.js";
import { bakeInto } from "./download.js";
import { codeOf, drawLines } from "./drawn.js";
import { addToProfile, entry, networks, snippets, type Subject } from "./sharing.js";
import { wordsOf, type Shared } from "./shared.js";
import { dayOf, type Catalogue } from "../../words/telling.js";

/** Completes the page from what was verified. */
export async function complete(article: HTMLElement, { data, parsed, words }: Answer, shared: Shared): Promise<void> {
  const credential = parsed?.credential;
  if (!credential) {
    return;
  }
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
  const raw = new TextDecoder().decode(bytes);
  const proof = entries(inside(credential, "proof"))[0] ?? {};
  const print = hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>)));
  const groups = print.match(/.{4}/g) ?? [];
  const place = article.querySelector<SVGElement>("svg.lines");
  if (place) {
    await drawLines(place, textAt(proof, "proofValue") || textAt(credential, "id"));
  }
  const subject = subjectOf(article, credential);
  addFrameworks(article, credential, shared);
  addSharing(article, subject, shared, words);
  addDownloads(article, subject, raw.trimEnd(), shared);
  addSide(article, subject, credential, proof, groups, shared, words);
  addPaper(article, subject, credential, groups, shared);
}

function subjectOf(article: HTMLElement, credential: Json): Subject {
  const meta = (name: string): string => document.querySelector<HTMLMetaElement>(`meta[property="og:${name}"]`)?.content ?? "";
  const url = document.querySelector<HTMLLinkElement>('link[rel="canonical"]')?.href ?? location.href;
  const isWhole = article.dataset["weight"] === "whole";
  const image = article.querySelector<HTMLAnchorElement>('.side--files a[href$="badge.png"]')?.getAttribute("href");
  return {
    url,
    title: meta("title"),
    badge: textAt(credential, "credentialSubject", "achievement", "name"),
    issuer: textAt(credential, "issuer", "name"),
    name: article.querySelector(".statement__name")?.textContent ?? "",
    issued: textAt(credential, "validFrom"),
    expires: textAt(credential, "validUntil"),
    id: /\/awards\/([^/]+)\//.exec(url)?.[1] ?? "",
    image: image ? new URL(image, url).href : meta("image"),
    card: isWhole ? `${url}embed.html` : "",
  };
}

/** Nodes of other frameworks that the credential names, in the order in which it first names each framework. */
function addFrameworks(article: HTMLElement, credential: Json, shared: Shared): void {
  const say = wordsOf(shared);
  const others = entries(inside(credential, "credentialSubject", "achievement", "alignment")).filter((one) => !textAt(one, "targetUrl").startsWith(`${shared.base_url}skills/`));
  const frames = new Map<string, HTMLElement[]>();
  const shownAlready = new Set<string>();
  for (const one of others) {
    // Two skills may mean the same node.
    const node = JSON.stringify(["targetName", "targetUrl", "targetFramework", "targetCode"].map((key) => textAt(one, key)));
    if (shownAlready.has(node)) {
      continue;
    }
    shownAlready.add(node);
    const [name, address] = [textAt(one, "targetName"), textAt(one, "targetUrl")];
    const [code, what] = [textAt(one, "targetCode"), textAt(one, "targetDescription")];
    const shown = textElement(/^https?:/.test(address) ? "a" : "span", "", name);
    shown.dir = "auto";
    if (shown instanceof HTMLAnchorElement) {
      [shown.href, shown.rel] = [address, "nofollow noopener"];
    }
    const parts = [shown, ...(code ? [document.createTextNode(" "), textElement("code", "", code)] : []), ...(what ? [textElement("span", "ref__what", what)] : [])];
    const frame = textAt(one, "targetFramework");
    frames.set(frame, [...(frames.get(frame) ?? []), element("dd", "", parts)]);
  }
  if (frames.size > 0) {
    const rows = [...frames].map(([frame, nodes]) => element("div", "ref", [textElement("dt", "ref__frame", frame || say("other_frameworks")), ...nodes]));
    article.querySelector(".columns__main")?.append(element("section", "", [textElement("h2", "", say("alignments")), element("dl", "refs", rows)]));
  }
}

function addSharing(article: HTMLElement, subject: Subject, shared: Shared, words: Catalogue): void {
  const say = wordsOf(shared);
  const section = article.querySelector(".side--share");
  const list = section?.querySelector(".shares");
  if (!section || !list) {
    return;
  }
  const add = textElement("a", "button", say("add_linkedin")) as HTMLAnchorElement;
  [add.href, add.rel] = [addToProfile(subject, shared), "noopener"];
  list.before(element("p", "", [add]));
  list.firstElementChild?.after(...networks(subject, shared).map(([key, address]) => entry(address, say(key))));
  const here: HTMLElement[] = [];
  if (typeof navigator.share === "function") {
    // A sheet that was closed again is no error.
    here.push(button(say("share_device"), () => void navigator.share({ title: subject.title, text: subject.title, url: subject.url }).catch(() => {})));
  }
  if (navigator.clipboard) {
    here.push(copier(say("copy_link"), say("copied"), () => subject.url));
  }
  const details = element("details", "embed", [textElement("summary", "", say("embed")), ...snippets(subject, words).flatMap(([key, html]) => snippet(key, html, shared))]);
  section.append(element("p", "share__here", here), details);
}

/** A text to copy, with its label and its button. */
function snippet(key: string, html: string, shared: Shared): HTMLElement[] {
  const say = wordsOf(shared);
  const label = textElement("label", "", say(key)) as HTMLLabelElement;
  const area = document.createElement("textarea");
  area.id = label.htmlFor = key.replace("_", "-");
  [area.rows, area.readOnly, area.value] = [3, true, html];
  return [label, area, copier(say("copy"), say("copied"), () => html, () => area.select())];
}

function button(label: string, act: () => void): HTMLButtonElement {
  const made = textElement("button", "button button--quiet", label) as HTMLButtonElement;
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

/** A button that copies a text; where there is no clipboard it does `otherwise`. */
function copier(label: string, copied: string, given: () => string, otherwise: () => void = () => {}): HTMLButtonElement {
  const made = button(label, async () => {
    try {
      await navigator.clipboard.writeText(given());
    } catch {
      otherwise();
      return;
    }
    made.textContent = copied;
    setTimeout(() => (made.textContent = label), 2000);
  });
  return made;
}

function addDownloads(article: HTMLElement, subject: Subject, credential: string, shared: Shared): void {
  const say = wordsOf(shared);
  const files = article.querySelector(".side--files");
  if (article.dataset["weight"] === "light") {
    for (const kind of ["png", "svg"]) {
      const link = files?.querySelector<HTMLAnchorElement>(`a[href$="badge.${kind}"]`);
      if (link) {
        bakeInto(link, credential, say(`download_${kind}`));
      }
    }
  }
  const root = document.documentElement.dataset["root"];
  if (root !== undefined) {
    files?.querySelector("ul")?.append(entry(`${root}verify/?url=${encodeURIComponent(subject.url)}`, say("verify_elsewhere")));
  }
  const print = button(say("print"), () => void printed());
  print.dataset["print"] = "";
  files?.append(element("p", "side__act", [print]));
}

/** Printing waits, but not for long, for the badge's picture. */
async function printed(): Promise<void> {
  for (const picture of document.images) {
    picture.loading = "eager";
  }
  const late = new Promise((resolve) => void setTimeout(resolve, 3000));
  await Promise.race([late, Promise.allSettled([...document.images].map((picture) => picture.decode()))]);
  print();
}

/** The code of the page's address, and what was signed. */
function addSide(article: HTMLElement, subject: Subject, credential: Json, proof: Json, print: readonly string[], shared: Shared, words: Catalogue): void {
  const say = wordsOf(shared);
  const code = codeOf(subject.url, say("code_alt", { url: subject.url }));
  const status = entries(inside(credential, "credentialStatus"))[0] ?? {};
  const list = /\/(\d+)\.json$/.exec(textAt(status, "statusListCredential"))?.[1];
  const rows = [
    ["award_id", subject.id],
    ["fingerprint", print.join(" ")],
    ["issuer_id", textAt(credential, "issuer", "id")],
    ["signed_on", dayOf(textAt(proof, "created"), words)],
    ["suite", textAt(proof, "cryptosuite")],
    ["key_used", textAt(proof, "verificationMethod").split("#").at(-1) ?? ""],
    ["status_list", list ? say("status_entry", { list, index: textAt(status, "statusListIndex") }) : ""],
  ] as const;
  const shown = rows.filter(([, value]) => value).map(([key, value]) => {
    const told = textElement(["signed_on", "status_list"].includes(key) ? "span" : "code", "", value);
    if (key === "fingerprint") {
      told.dir = "ltr";
    }
    return element("div", "", [textElement("dt", "", say(key)), element("dd", "", [told])]);
  });
  article.querySelector(".columns__side")?.append(
    element("section", "side", [textElement("h2", "", say("code_title")), code]),
    element("section", "side side--small", [textElement("h2", "", say("technical")), element("dl", "technical", shown)]),
  );
}

/** What only the printed page shows: the issuer's mark, the fingerprint, and the code. */
function addPaper(article: HTMLElement, { id }: Subject, credential: Json, print: readonly string[], shared: Shared): void {
  const say = wordsOf(shared);
  const paper = article.querySelector<HTMLElement>(".paper");
  const address = paper?.querySelector("strong")?.textContent;
  if (!paper || !address) {
    return;
  }
  const digits = textElement("code", "paper__print", print.join(" "));
  digits.dir = "ltr";
  paper.append(
    element("span", "paper__row", [textElement("span", "", say("award_id")), document.createTextNode(` ${id}`)]),
    element("span", "paper__row", [textElement("span", "", say("fingerprint")), document.createTextNode(" "), digits]),
    textElement("span", "paper__note", say("fingerprint_check")),
    element("span", "paper__code", [codeOf(address, "")]),
  );
  const slug = textAt(credential, "issuer", "id").split(":issuers:").at(-1) ?? "";
  const root = document.documentElement.dataset["root"];
  if (root !== undefined && shared.issuer_images.includes(slug)) {
    const mark = document.createElement("img");
    [mark.className, mark.src, mark.alt] = ["paper__mark", `${root}issuers/${slug}/image.png`, ""];
    mark.loading = "lazy";
    paper.append(mark);
  }
}
