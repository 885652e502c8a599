// The page /issue/: a form in, an assertion file out.

import { awardFile, isMailAddress, newId, newSalt, type Typed } from "./award.js";
import { anyWrong, copies, forget, holdsMail, holdsRefused, isWrong, mark, part, show, typed } from "./page.js";
import { isSound } from "./persons.js";

/** Makes the form work. */
export function listen(): void {
  const form = part("issue-form", HTMLFormElement);
  const badge = part("issue-badge", HTMLSelectElement);
  const today = new Date().toISOString().slice(0, "2026-09-14".length);
  const issued = part("issue-date", HTMLInputElement);
  issued.value = today;
  searches(part("issue-search", HTMLInputElement), badge);
  choose(badge, new URLSearchParams(location.search).get("badge") ?? "");
  const rows = part("issue-evidence", HTMLElement);
  part("issue-more", HTMLButtonElement).addEventListener("click", () => addRow(rows));
  copies(part("made-copy", HTMLButtonElement));
  form.addEventListener("input", forget);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void make(form, rows, today);
  });
}

async function make(form: HTMLFormElement, rows: HTMLElement, today: string): Promise<void> {
  if (isAnythingWrong(rows)) {
    forget();
    return;
  }
  const id = newId();
  const text = (form.dataset["schema"] ?? "") + (await awardFile(read(rows), newSalt()));
  show(form, { folder: "assertions", file: `${today.slice(0, 4)}/${id}.yml`, text });
}

function field(name: string): HTMLInputElement {
  return part(`issue-${name}`, HTMLInputElement);
}

function evidence(rows: HTMLElement): [HTMLInputElement, HTMLInputElement][] {
  return Array.from(rows.querySelectorAll("li"), (row) => {
    const [name, url] = row.querySelectorAll("input");
    return [name, url] as [HTMLInputElement, HTMLInputElement];
  });
}

function read(rows: HTMLElement): Typed {
  const shown = evidence(rows).map(([name, url]) => ({ name: typed(name), url: url.value.trim() }));
  return {
    badge: part("issue-badge", HTMLSelectElement).value,
    name: typed(field("name")),
    email: field("email").value,
    issued: field("date").value,
    evidence: shown.filter(({ name, url }) => name || url),
    isUnlisted: field("unlisted").checked,
    earner: field("earner").value.trim(),
    country: part("issue-country", HTMLSelectElement).value,
  };
}

function isAnythingWrong(rows: HTMLElement): boolean {
  const badge = part("issue-badge", HTMLSelectElement);
  const [name, email, earner] = [field("name"), field("email"), field("earner")];
  const address = email.value.trim().toLowerCase();
  const gives = (text: string): boolean => holdsMail(text) || (address !== "" && text.toLowerCase().includes(address));
  const isNobody = !name.value.trim() && !address;
  part("issue-nobody", HTMLElement).hidden = !isNobody;
  const shown = evidence(rows).flatMap(([label, url]): [HTMLInputElement, boolean][] => {
    const [name, at] = [label.value.trim(), url.value.trim()];
    const leaks = address !== "" && at.toLowerCase().includes(address);
    return [
      [label, isWrong(label) || gives(name) || (!name && at !== "")],
      [url, isWrong(url) || leaks || (at !== "" && !isPage(at))],
    ];
  });
  part("issue-evidence-error", HTMLElement).hidden = !shown.some(([, isBad]) => isBad);
  return anyWrong([
    [badge, !badge.value],
    [name, isNobody || isWrong(name) || !isSound(name.value.trim()) || gives(name.value)],
    [email, (address !== "" && !isMailAddress(email.value)) || holdsRefused(email.value)],
    [field("date"), isWrong(field("date"))],
    ...shown,
    [earner, isWrong(earner)],
  ]);
}

function isPage(text: string): boolean {
  return /^https?:\/\/[^\s<>"\\^`{|}/?#@]+([/?#][^\s<>"\\^`{|}]*)?$/i.test(text) && URL.canParse(text);
}

/** Lets a field make the list of badges shorter; the only one that is left, or is called just so, is chosen. */
function searches(search: HTMLInputElement, badge: HTMLSelectElement): void {
  const all = Array.from(badge.querySelectorAll("option"), (option) => ({
    option,
    group: option.parentElement as HTMLElement,
    name: folded(option.label),
    words: folded(`${option.label} ${option.value}`),
  }));
  const top = [...badge.children];
  search.addEventListener("input", (event) => {
    // what is searched for is no part of the award
    event.stopPropagation();
    const [before, wanted] = [badge.value, folded(search.value)];
    const kept = all.filter(({ option, words }) => !option.value || wanted.split(" ").every((word) => words.includes(word)));
    for (const group of badge.querySelectorAll("optgroup")) {
      group.remove();
    }
    for (const group of top.filter((one) => one instanceof HTMLOptGroupElement)) {
      group.replaceChildren(...kept.filter((one) => one.group === group).map(({ option }) => option));
      if (group.children.length) {
        badge.append(group);
      }
    }
    const found = kept.filter(({ option }) => option.value);
    const only = found.length === 1 ? found[0] : found.find(({ name }) => name === wanted);
    choose(badge, only ? only.option.value : before);
    if (badge.value !== before) {
      forget();
    }
  });
}

function choose(badge: HTMLSelectElement, slug: string): void {
  badge.value = slug;
  if (badge.selectedIndex < 0) {
    badge.value = "";
  }
}

/** Without capitals, accents and doubled spaces. */
function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/gu, " ").trim();
}

/** One more row for evidence, empty, with the focus in it. */
function addRow(rows: HTMLElement): void {
  const first = rows.querySelector("li");
  if (!first) {
    return;
  }
  const row = first.cloneNode(true) as HTMLElement;
  const number = rows.children.length + 1;
  for (const one of row.querySelectorAll("[id], label")) {
    const name = one instanceof HTMLLabelElement ? one.htmlFor : one.id;
    const numbered = name.replace(/-1$/, `-${number}`);
    if (one instanceof HTMLLabelElement) {
      one.htmlFor = numbered;
    } else {
      one.id = numbered;
    }
  }
  for (const input of row.querySelectorAll("input")) {
    input.value = "";
    mark(input, false);
  }
  rows.append(row);
  row.querySelector("input")?.focus();
}
