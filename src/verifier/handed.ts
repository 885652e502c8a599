// The verify page: everything that is handed over gets a result of its own.

import { learn } from "./languages.js";
import { addResult, announce, language, onHanded, readSite, reveal, show, showTrouble } from "./page.js";
import type { Row } from "./overview.js";
import type { Site } from "./page.js";
import { clean, piece } from "./words.js";

type Answers = typeof import("./answers.js");
type Input = Uint8Array | string;
type Place = ReturnType<typeof addResult>;

/** What a code in a picture says; "" where there is none. */
export type ReadCode = (picture: Blob) => Promise<string>;

/** Answers whatever is chosen, dropped, pasted or typed, from now on. */
export function listen(readCode: ReadCode): void {
  const site = readSite();
  const words = learn(language());
  words.catch(() => undefined);
  let last: HTMLElement[] = [];
  onHanded(
    site,
    (all, email, again) => {
      void words.then(() => {
        if (again) {
          last.forEach((one) => one.remove());
        }
        const rows: Row[] = [];
        for (const handed of all) {
          // Read while there is still something else to do; what is wrong with it is said below.
          const data = handed.data();
          data.catch(() => undefined);
          const place = addResult(handed.name, rows.at(-1)?.result);
          rows.push({ ...place, name: handed.name, done: answer(handed.name, data, place, email, site, readCode) });
        }
        const shown = rows.map(({ result }) => result);
        last = shown;
        const [first] = rows;
        const revealFirst = (): void => void first?.done.then(() => reveal(first.section));
        if (rows.length > 1) {
          import("./overview.js").then(({ addOverview }) => shown.push(addOverview(rows))).catch(revealFirst);
        } else {
          revealFirst();
        }
      });
    },
    // What will be needed comes while somebody is still choosing; where it fails to, the check itself says so.
    () => void import("./answers.js").catch(() => undefined),
    (asked, go) => void words.then(async () => (await import("./question.js")).question(asked, go)),
  );
}

async function answer(
  name: string,
  data: Promise<Input>,
  { result, section }: Place,
  email: string,
  site: Site,
  readCode: ReadCode,
): Promise<void> {
  let trouble = "trouble";
  try {
    const answers = await import("./answers.js");
    const given = await data.catch((error: unknown) => {
      trouble = "no-file";
      throw error;
    });
    const found = await answerTo(answers, given, site, email || null, readCode);
    await answers.showResult(result, section, found, site);
    const { badge, title, sentence } = found.report;
    announce([clean(name), clean(badge?.name ?? ""), title, ...answers.warningsOf(found.report), sentence].filter(Boolean).join(". "));
  } catch {
    const sentence = piece("label", trouble);
    showTrouble(section, sentence);
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
  readCode: ReadCode,
): ReturnType<Answers["ask"]> {
  const address = asked.addressIn(given);
  const first = address ? await asked.askAt(address, site, email) : await asked.ask(given, site, email);
  if (first.report.checks[0]?.code !== "parse-no-badge" || typeof first.data === "string") {
    return first;
  }
  const said = (await readCode(asked.picture(first.data))).trim();
  const next = asked.addressIn(said);
  if (!said || (!next && !/^(?:[{]|ey)/.test(said))) {
    return first;
  }
  const found = next ? await asked.askAt(next, site, email) : await asked.ask(said, site, email);
  const note = piece("note", "code", { address: next ?? said.slice(0, 40) });
  return { ...found, report: { ...found.report, notes: [note, ...found.report.notes] } };
}
