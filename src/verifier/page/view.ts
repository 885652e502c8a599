// Shows a report: the verdict, what the badge says, the checks, and actions for the report.

import { picture, type Answer } from "./verifier.js";
import { issuerAddress } from "../verify/facts.js";
import { headingOf, element, textElement, type Site } from "./page.js";
import { decides, isUnsupported, Text, type BadgeFacts, type Check, type Named, type Report } from "../verify/report.js";
import { invalidName } from "../verify/verify.js";
import { clean, labelled } from "../words/cleaning.js";
import { dayOf, say, type Catalogue, type Told, type ToldCheck } from "../words/telling.js";

// Problems with the input or its use, not with the badge. They get no red cross.
const TONES: Readonly<Record<string, string>> = { unreadable: "open", "other-holder": "warn", "not-yet": "warn" };
// Notes to read together with the title: that the badge names nobody.
const WARNINGS = ["issuer-nobody", "recipient-nobody"];
const NEVER_MEANT = ["parse-duplicate-key", "parse-too-deep"];

/** Shows the verdict with its checks in the section of an award page. */
export function showVerdict(section: HTMLElement, answer: Answer, site: Site): void {
  const { report, told, words } = answer;
  showTone(section, report);
  const checks = element("details", "verdict__details", [textElement("summary", "", say(words, "label", "details")), ...checksOf(told, words)]);
  section.replaceChildren(...verdictOf(report, told, words, headingOf(section)), checks, technicalOf(answer, site));
}

/** Shows everything about one thing entered, below its name. */
export async function showResult(result: HTMLElement, section: HTMLElement, answer: Answer, site: Site): Promise<void> {
  const { report, told, words } = answer;
  const hasOthers = report.endorsements.length + report.credentials.length > 0;
  const others = hasOthers ? (await import("./inside.js")).othersOf(answer) : [];
  // If we found nothing to check, the verdict says it all.
  const isRead = report.checks[0]?.outcome === "passed";
  const below = isRead ? [checkedOf(told, words), technicalOf(answer, site)] : [checkedOn(told, words)];
  showTone(section, report);
  section.replaceChildren(...verdictOf(report, told, words, headingOf(section)));
  const picture = pictureOf(answer);
  result.setAttribute("aria-label", labelOf(told));
  const about = report.badge ? [aboutOf(report, report.badge, picture, words)] : picture ? [picture] : [];
  section.after(...about, ...others, ...below, actionsOf(result, answer));
}

/** Sets colour and icon: the verdict's, unless its text does not speak of a forgery. */
export function showTone(section: HTMLElement, report: Report): void {
  const deciding = report.checks.find(decides);
  const name = deciding && !NEVER_MEANT.includes(deciding.code) ? invalidName(deciding) : "";
  const isRevoked = report.checks.some((check) => check.id === "status" && check.outcome === "failed");
  section.dataset["verdict"] = report.verdict;
  section.dataset["text"] = report.text.key;
  section.dataset["tone"] = report.checks.some(isUnsupported) ? "open" : ((isRevoked ? "" : TONES[name]) ?? "");
}

/** The warnings to read together with the title. */
export function warningsOf({ notes }: Report, told: Told): string[] {
  return told.notes.filter((_, at) => WARNINGS.includes(notes[at]?.key ?? ""));
}

export function labelOf({ badge, title }: Told): string {
  return [clean(badge?.name ?? ""), title].filter(Boolean).join(": ");
}

export function verdictOf(report: Report, told: Told, words: Catalogue, heading: string): HTMLElement[] {
  const warnings = warningsOf(report, told);
  const notes = told.notes.filter((note) => !warnings.includes(note)).map((note) => textElement("li", "", note));
  // What to do next. If the badge cannot be trusted, the sentence says it all.
  const next = report.checks.find((check) => check.id === report.reason.at(-1));
  const helps = next && (next.id === "parse" || next.outcome === "unknown" || next.id === "recipient" || next.code.endsWith("-unsupported"));
  return [
    textElement(heading, "verdict__title", told.title),
    ...warnings.map((warning) => textElement("p", "verdict__warning", warning)),
    textElement("p", "verdict__sentence", told.sentence),
    ...(helps ? waysOn(next, told, words).map((hint) => textElement("p", "verdict__hint", hint)) : []),
    ...(notes.length > 0 ? [element("ul", "verdict__notes", notes)] : []),
  ];
}

/** Hints on what to do. If we could not read something, they depend on the reason. */
function waysOn({ id, code, values: { reason } }: Check, told: Told, words: Catalogue): string[] {
  const why = reason instanceof Text ? reason.key : "";
  const hint = told.checks.find((check) => check.id === id)?.hint;
  if (!code.endsWith("-unreachable")) {
    return hint ? [hint] : [];
  }
  if (why === "fetch-offline") {
    return [say(words, "label", "connect")];
  }
  if (["fetch-unreachable", "fetch-too-slow", "fetch-too-large"].includes(why)) {
    return id === "parse" ? [say(words, "label", "unread-hint")] : [hint ?? "", say(words, "label", "way-on")];
  }
  return [say(words, "status-list-invalid", "hint")];
}

export function checksOf(told: Told, words: Catalogue): HTMLElement[] {
  return [element("ol", "checks", told.checks.map((check) => showCheck(check, words))), checkedOn(told, words)];
}

function checkedOn({ checkedAt }: Told, words: Catalogue): HTMLElement {
  return textElement("p", "verdict__checked", say(words, "label", "checkedAt", { date: new Date(checkedAt) }));
}

/** Opens the checks while the page prints, because nothing can be opened on paper. */
function openForPrint(isOpen: boolean): void {
  for (const details of document.querySelectorAll<HTMLDetailsElement>("#verify-results details:has(> .checks)")) {
    details.open = isOpen;
  }
}
addEventListener("beforeprint", () => openForPrint(true));
addEventListener("afterprint", () => {
  openForPrint(false);
  printOnly(null);
});

/** Prints only this result; null prints all. */
function printOnly(result: Element | null): void {
  for (const one of document.querySelectorAll("#verify-results > *")) {
    one.toggleAttribute("data-unprinted", result !== null && one !== result);
  }
}

function checkedOf(told: Told, words: Catalogue): HTMLElement {
  return element("div", "checked", [textElement("h3", "result__heading", say(words, "label", "details")), ...checksOf(told, words)]);
}

function showCheck(check: ToldCheck, words: Catalogue): HTMLElement {
  // "Endorsements – none" says it all.
  const isNone = check.code === "endorsements-none";
  const item = element("li", "check", [
    textElement("span", "check__name", say(words, "check", check.id)),
    textElement("span", "check__outcome", say(words, "outcome", isNone ? "none" : check.outcome)),
    ...(isNone ? [] : [textElement("p", "check__sentence", check.sentence)]),
    ...(check.hint ? [textElement("p", "check__hint", check.hint)] : []),
  ]);
  Object.assign(item.dataset, { check: check.id, outcome: check.outcome, code: check.code });
  return item;
}

/** What the badge says about itself. Its addresses are links only if the signature holds. */
export function aboutOf(report: Report, badge: BadgeFacts, picture: HTMLElement | null, words: Catalogue): HTMLElement {
  const isSigned = report.checks.some((check) => check.id === "signature" && check.outcome === "passed");
  const rows = [
    ["badge", badge.name],
    ["issuer", badge.issuer.name ?? badge.issuer.id],
    ["recipient", badge.recipient.name ?? say(words, "label", "unnamed")],
    ["issued", badge.issued && dayOf(badge.issued, words)],
    ["expires", badge.expires === null ? say(words, "label", "never") : dayOf(badge.expires, words)],
  ] as const;
  const shown = rows.flatMap(([name, value]) => (value === null ? [] : [row(say(words, "label", name), element("dd", "", [textElement("bdi", "", clean(value))]))]));
  const { id, name, url } = badge.issuer;
  if (name) {
    // Anyone can use any name, but not any address.
    const address = id ? [textElement("bdi", "", labelled("", issuerAddress(id)))] : [];
    shown[badge.name ? 1 : 0]?.lastElementChild?.replaceChildren(named({ name, url }, isSigned), ...address);
  }
  const lists = (["evidence", "skills"] as const).flatMap((name) => {
    const found = badge[name] ?? [];
    const items = found.map((one) => element("li", "", [named(one, isSigned)]));
    return items.length > 0 ? [row(say(words, "label", name), element("dd", "", [element("ul", "facts__list", items)]), "facts__row--wide")] : [];
  });
  const heading = isSigned ? [] : [textElement("p", "result__unsigned", say(words, "label", "unsigned"))];
  return element("div", picture ? "result__about" : "result__about result__about--bare", [...(picture ? [picture] : []), ...heading, element("dl", "facts", [...shown, ...lists])]);
}

function row(name: string, value: HTMLElement, more = ""): HTMLElement {
  return element("div", `facts__row ${more}`.trim(), [textElement("dt", "", name), value]);
}

/** A name, as a link if it has an address and the badge is signed. */
function named(one: Named, isSigned: boolean): HTMLElement {
  const made = textElement(isSigned && one.url ? "a" : "bdi", "", clean(one.name));
  made.dir = "auto";
  if (made instanceof HTMLAnchorElement && one.url && /^https?:\/\//.test(one.url) && URL.canParse(one.url)) {
    made.href = one.url;
    made.rel = "noopener noreferrer nofollow";
  }
  return made;
}

/** The technical view, built when opened. */
function technicalOf(answer: Answer, site: Site): HTMLElement {
  const { words } = answer;
  const place = element("div", "technical", []);
  const details = element("details", "verdict__details", [textElement("summary", "", say(words, "label", "technical")), place]);
  details.addEventListener(
    "toggle",
    () => {
      import("./technical.js")
        .then(({ showTechnical }) => showTechnical(place, answer, site))
        .catch(() => place.replaceChildren(textElement("p", "", say(words, "label", "trouble"))));
    },
    { once: true },
  );
  return details;
}

function actionsOf(result: HTMLElement, { report, told, words, address }: Answer): HTMLElement {
  const said = textElement("span", "actions__said", "");
  said.setAttribute("role", "status");
  const button = (name: string, act: () => void): HTMLElement => {
    const made = textElement("button", "button button--quiet", say(words, "label", name));
    made.setAttribute("type", "button");
    made.addEventListener("click", act);
    return made;
  };
  const link = address ?? ownAddress(report);
  const copy = async (text: string): Promise<void> => {
    const page = new URL(location.href);
    page.hash = "";
    page.search = `?${new URLSearchParams({ url: text })}`;
    const isDone = await navigator.clipboard.writeText(page.href).then(() => true, () => false);
    said.textContent = isDone ? say(words, "label", "copied") : page.href;
  };
  return element("p", "actions", [
    button("save", () => save(told)),
    ...(link && location.protocol !== "file:" ? [button("copy", () => void copy(link))] : []),
    button("print", () => {
      printOnly(result);
      window.print();
    }),
    said,
  ]);
}

/** The address of a badge whose signature holds, if it is a web address. */
function ownAddress({ verdict, badge }: Report): string | null {
  const holds = ["valid", "expired", "revoked"].includes(verdict);
  return holds && badge?.id?.startsWith("https://") ? badge.id : null;
}

function save(told: Told): void {
  const text = `${JSON.stringify(told, null, 2)}\n`;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = `badge-report-${told.checkedAt.slice(0, 10)}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** The image entered, or else one inside the badge. Fetches no image, and none can run anything. */
function pictureOf({ data, report }: Answer): HTMLImageElement | null {
  const blob = typeof data === "string" || !isPicture(data) ? embeddedPicture(report.badge?.image ?? "") : picture(data);
  if (!blob) {
    return null;
  }
  const image = document.createElement("img");
  image.className = "result__image";
  image.alt = clean(report.badge?.name ?? "");
  image.src = URL.createObjectURL(blob);
  image.addEventListener("load", () => URL.revokeObjectURL(image.src), { once: true });
  image.addEventListener("error", () => image.remove(), { once: true });
  return image;
}

function isPicture(data: Uint8Array): boolean {
  return /^(?:\x89PNG|\xff\xd8\xff|GIF8|RIFF|(?:\xef\xbb\xbf)?\s*<)/.test(String.fromCharCode(...data.subarray(0, 16)));
}

function embeddedPicture(address: string): Blob | null {
  const found = /^data:(image\/(?:png|svg\+xml|jpeg|webp|gif));base64,([A-Za-z0-9+/=]+)$/.exec(address);
  try {
    const bytes = Uint8Array.from(atob(found?.[2] ?? ""), (sign) => sign.charCodeAt(0));
    return found?.[1] ? new Blob([bytes], { type: found[1] }) : null;
  } catch {
    return null;
  }
}
