// The verify page: everything that is handed over gets a result of its own.

import { learn, type Language } from "./languages.js";
import { addResult, announce, language, onHanded, readSite, reveal, show, showTrouble } from "./page.js";
import type { Row } from "./overview.js";
import type { Site } from "./page.js";
import { Text } from "./report.js";
import { clean } from "./words/cleaning.js";
import { say } from "./words/telling.js";

type Answers = typeof import("./answers.js");
type Input = Uint8Array | string;
type Place = ReturnType<typeof addResult>;

/** What a code in a picture says; "" where there is none. */
export type ReadCode = (picture: Blob) => Promise<string>;

/** Answers whatever is chosen, dropped, pasted or typed, from now on. */
export function listen(readCode: ReadCode): void {
  const site = readSite();
  const learnt = learn(language());
  learnt.catch(() => undefined);
  let last: HTMLElement[] = [];
  onHanded(
    site,
    (all, email, again) => {
      void learnt.then((language) => {
        if (again) {
          last.forEach((one) => one.remove());
        }
        const rows: Row[] = [];
        for (const handed of all) {
          // Read while there is still something else to do; what is wrong with it is said below.
          const data = handed.data();
          data.catch(() => undefined);
          const place = addResult(handed.name, language.words, rows.at(-1)?.result);
          rows.push({ ...place, name: handed.name, done: answer(handed.name, data, place, email, site, language, readCode) });
        }
        const shown = rows.map(({ result }) => result);
        last = shown;
        const [first] = rows;
        const revealFirst = (): void => void first?.done.then(() => reveal(first.section));
        if (rows.length > 1) {
          import("./overview.js").then(({ addOverview }) => shown.push(addOverview(rows, language.words))).catch(revealFirst);
        } else {
          revealFirst();
        }
      });
    },
    // What will be needed comes while somebody is still choosing; where it fails to, the check itself says so.
    () => void import("./answers.js").catch(() => undefined),
    (asked, go) => void learnt.then(async (language) => (await import("./question.js")).question(asked, language, go)),
  );
}

async function answer(
  name: string,
  data: Promise<Input>,
  { result, section }: Place,
  email: string,
  site: Site,
  language: Language,
  readCode: ReadCode,
): Promise<void> {
  let trouble = "trouble";
  try {
    const answers = await import("./answers.js");
    const given = await data.catch((error: unknown) => {
      trouble = "no-file";
      throw error;
    });
    const found = await answerTo(answers, given, site, email || null, language, readCode);
    await answers.showResult(result, section, found, site);
    const { badge, title, sentence } = found.told;
    announce([clean(name), clean(badge?.name ?? ""), title, ...answers.warningsOf(found.report, found.told), sentence].filter(Boolean).join(". "));
  } catch {
    const sentence = say(language.words, "label", trouble);
    showTrouble(section, language.words, sentence);
    announce(sentence);
  }
  show(result);
}

/** The report on what was given, on what lies at the address that was given, or on what a code in a picture says. */
async function answerTo(
  asked: Answers,
  given: Input,
  site: Site,
  email: string | null,
  language: Language,
  readCode: ReadCode,
): ReturnType<Answers["ask"]> {
  const address = asked.addressIn(given);
  const first = address ? await asked.askAt(address, site, email, language) : await asked.ask(given, site, email, language);
  if (first.report.checks[0]?.code !== "parse-no-badge" || typeof first.data === "string") {
    return first;
  }
  const said = (await readCode(asked.picture(first.data))).trim();
  const next = asked.addressIn(said);
  if (!said || (!next && !/^(?:[{]|ey)/.test(said))) {
    return first;
  }
  const found = next ? await asked.askAt(next, site, email, language) : await asked.ask(said, site, email, language);
  const note = new Text("note", "code", { address: next ?? said.slice(0, 40) });
  return asked.inWords({ ...found.report, notes: [note, ...found.report.notes] }, language, found);
}
