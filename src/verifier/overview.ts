// Of several things handed over at once, the verdicts at a glance, above the results. Loaded when there are several.

import { announce, holding, line, reveal } from "./page.js";
import { clean } from "./words/cleaning.js";
import { verdictWords, type Catalogue } from "./words/telling.js";

/** One of several things: its name, its result with the verdict in it, and when that is there. */
export interface Row {
  readonly name: string;
  readonly result: HTMLElement;
  readonly section: HTMLElement;
  readonly done: Promise<void>;
}

const LONG = 1000;
let made = 0;

/** Puts the overview above the first result, brings it into view, and has it read out once all verdicts are there. */
export function addOverview(rows: readonly Row[], words: Catalogue): HTMLElement {
  const { title } = verdictWords(words, "checking");
  const heading = line("h2", "overview__heading", title);
  const list = holding("ol", "overview__list", rows.map((one) => rowOf(one, title)));
  const overview = holding("nav", "overview", [heading, list]);
  heading.id = `overview-${++made}`;
  overview.setAttribute("aria-labelledby", heading.id);
  rows[0]?.result.before(overview);
  const all = Promise.all(rows.map(({ done }) => done)).then(() => {
    heading.textContent = counted(rows.map(({ section }) => textOf(section, "verdict__title")));
    announce(heading.textContent);
  });
  // In its full height; but nobody waits for the slowest.
  void Promise.race([all, new Promise((late) => setTimeout(late, LONG))]).then(() => reveal(overview));
  return overview;
}

/** A row leads to its result, and says what must not be read apart: the verdict, a warning beside it, the sentence. */
function rowOf({ name, result, section, done }: Row, title: string): HTMLElement {
  result.id = `result-${++made}`;
  const link = holding("a", "overview__link", [line("bdi", "", clean(name))]) as HTMLAnchorElement;
  link.href = `#${result.id}`;
  const row = holding("li", "verdict", [line("p", "verdict__title", title), link]);
  const say = (): void => {
    Object.assign(row.dataset, section.dataset);
    const said = ["title", "warning", "sentence"].flatMap((part) => {
      const text = textOf(section, `verdict__${part}`);
      return text ? [line("p", `verdict__${part}`, text)] : [];
    });
    row.replaceChildren(...said.slice(0, 1), link, ...said.slice(1));
  };
  row.dataset["verdict"] = "checking";
  void done.then(say);
  return row;
}

function textOf(section: HTMLElement, className: string): string {
  return section.querySelector(`:scope > .${className}`)?.textContent ?? "";
}

/** "3 × Genuine · 1 × Revoked": no language needs another word for that. A number stays beside its title. */
function counted(titles: readonly string[]): string {
  return [...new Set(titles)].map((title) => `${titles.filter((one) => one === title).length}\u00a0×\u00a0${title}`).join(" · ");
}
