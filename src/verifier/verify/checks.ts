// The nine checks, in order. This file is the procedure; the modules it calls hold the details.
//
//  1. parse         find one JSON object in the PNG, SVG or text; refuse what could be read in two ways.
//  2. format        an Open Badges 3.0 credential: its kind, its contexts, its required fields, every word defined,
//                   nothing spelled so that a later check would look past it.
//  3. signature     find the key that the token or each proof names in its DID's document (the only address read so
//                   far); it must be that key's over exactly this content. Every proof that can be checked must hold.
//  4. issuer        that DID is the credential's issuer and controls the key; the key may sign badges, and could
//                   when the badge was signed.
//  5. status        only now read an address that the credential names: the status list, itself signed; the badge's bit
//                   must not be set. That it is not set counts in a list of the same issuer, or one that is named.
//  6. period        now lies between validFrom and validUntil.
//  7. recipient     when an e-mail address is given: the badge was awarded to it. Naming nobody is a warning.
//  8. endorsements  each embedded endorsement by its own signature and status; bad ones are a warning.
//  9. trust         the issuer is one of those known here; others are a warning.
//
// What is not reached: after parse, format, signature or issuer failed, or parse or format stayed unknown, everything
// later is skipped. When signature or issuer stayed unknown, status, endorsements and trust are skipped, and period and
// recipient still looked at.
//
// An Open Badges 2.0 badge goes the same way, with its origin in place of steps 3 to 5 (ob2run.ts). What is inside a
// learner record is not looked at here: each credential gets a report of its own.

import { Credential } from "./credential.js";
import { Resolver, type Keys } from "./dids.js";
import { endorsementsOf } from "./endorsed.js";
import { badgeFacts, identities, inside, issuerAddress, issuerOf, namesNobody, periodOf } from "./facts.js";
import type { Fetch } from "./fetch.js";
import { formOf, isRecord } from "./form.js";
import { isHidden, isMail, matches } from "../openbadges/identity.js";
import { entries, isObject, isString, type JsonObject } from "../openbadges/jsons.js";
import { statusOf } from "./lists.js";
import type { Token } from "../openbadges/jwt.js";
import { dateOf } from "../openbadges/moments.js";
import { generation } from "./older.js";
import type { Parsed } from "./parse.js";
import { suiteOf } from "../openbadges/proof.js";
import { checkSignature, keyTrouble, type Signature } from "./proofs.js";
import { finding, inOrder, Text, type BadgeFacts, type Check, type CheckId, type Endorsement, type Finding } from "./report.js";
import { distinct } from "./trees.js";
import type { Work } from "../openbadges/work.js";
import { INNER_CREDENTIALS } from "../openbadges/limits.js";

/** Everything a verdict depends on: the moment, who may be asked, who is known, whose badge it should be. */
export interface Question {
  readonly now: number;
  readonly fetch: Fetch;
  /** What all of it may cost and what was read already, shared with what is inside. */
  readonly resolver?: Resolver;
  readonly trusted: readonly string[];
  readonly email: string | null;
  /** What came out of a learner record, which holds no other learner record. */
  readonly nested?: boolean;
  /** Keys known to be an issuer's, by the issuer's address. */
  readonly keys?: Keys;
}

/** All nine checks, what the badge says of itself, and notes (sentences). */
export interface Answers {
  readonly checks: readonly Check[];
  readonly badge: BadgeFacts | null;
  readonly notes: readonly Text[];
  readonly endorsements: readonly Endorsement[];
  /** What is inside a learner record, to be reported on in turn. */
  readonly inside: readonly (JsonObject | string)[];
  /** Whether what is known of its revocation is in a list of somebody else than its issuer. */
  readonly isElsewhere?: boolean;
}

export type Findings = Partial<Record<CheckId, Finding>>;

/** All nine checks on what the first of them, `parse`, found in the input. */
export async function run(parsed: Parsed, question: Question): Promise<Answers> {
  const findings: Findings = {};

  // 1. parse
  findings.parse = parsed.finding;
  const { credential } = parsed;
  const notes = [...parsed.notes];
  if (credential === null) {
    return answers(findings, null, notes);
  }

  if (generation(credential)) {
    return (await import("./ob2run.js")).runOlder(credential, parsed.token, question, findings, notes);
  }

  // 2. format
  const { resolver = new Resolver(question.fetch, question.keys, undefined, question.trusted) } = question;
  const { read, found } = await checkFormat(credential, resolver.work, question.nested);
  findings.format = found;
  if (findings.format.outcome !== "passed") {
    return answers(findings, null, notes);
  }
  const badge = badgeFacts(credential);

  // 3. signature
  const signature = await checkSigned(parsed.token, read, resolver, question.now);
  findings.signature = signature.finding;
  notes.push(...proofsNotes(signature));
  if (signature.finding.outcome === "failed") {
    return answers(findings, badge, notes);
  }

  // 4. issuer
  if (signature.method || signature.unresolved) {
    findings.issuer = checkIssuer(badge, signature, question);
    if (findings.issuer.outcome === "failed") {
      return answers(findings, badge, notes);
    }
  }
  const sure = findings.issuer?.outcome === "passed";

  // 5. status
  if (sure) {
    findings.status = await statusOf(credential, badge.issuer.id ?? "", question.now, question.fetch, resolver);
    notes.push(...statusNotes(findings.status));
  }

  // 6. period
  findings.period = checkPeriod(credential, question.now);

  // 7. recipient
  findings.recipient = checkNobody(credential) ?? (await checkRecipient(credential, question.email));
  if (sure && findings.recipient.code === "recipient-nobody") {
    notes.push(new Text("note", "recipient-nobody"));
  }

  // 8. endorsements
  const endorsed = sure ? await endorsementsOf(credential, question.now, question.fetch, resolver) : null;
  if (endorsed) {
    findings.endorsements = endorsed.finding;
  }

  // 9. trust
  if (sure) {
    findings.trust = checkTrust(badge, question.trusted);
  }
  const entered = isRecord(credential) ? inside(credential, "credentialSubject", "verifiableCredential") : undefined;
  const held = distinct(entries(entered), INNER_CREDENTIALS);
  const contents = held.filter((one) => isObject(one) || isString(one));
  const isElsewhere = Boolean(findings.status?.values["whose"]);
  return { ...answers(findings, badge, notes), endorsements: endorsed?.each ?? [], inside: contents, isElsewhere };
}

/**
 * 2. It is an Open Badges 3.0 credential, or a learner record of such, whole and unambiguous; what was read to see that
 * is handed on.
 */
async function checkFormat(credential: JsonObject, work: Work, nested = false): Promise<{ read: Credential; found: Finding }> {
  const read = new Credential(credential);
  const found = nested && isRecord(credential)
    ? finding("unknown", "format-unsupported", { kind: new Text("kind", "record") })
    : await formOf(read, work);
  return { read, found };
}

/** 3. The token around the credential, else every proof in it that can be checked, holds. */
async function checkSigned(
  token: Token | null,
  read: Credential,
  resolver: Resolver,
  now: number,
): Promise<Signature> {
  return token
    ? (await import("./tokens.js")).checkToken(token, read.given, resolver)
    : checkSignature(read, resolver, now);
}

/** How many of several proofs hold, and what a draft named; one alone needs no words, nor does what failed. */
function proofsNotes({ finding: { outcome }, chosen, proofs: count = 1, held = 0 }: Signature): Text[] {
  if (outcome !== "passed") {
    return [];
  }
  const { cryptosuite: suite, today: got } = (chosen && suiteOf(chosen.entry)) ?? {};
  return [
    ...(count < 2 ? [] : [new Text("note", held === count ? "proofs-all" : "proofs-some", { count, held })]),
    ...(suite && got ? [new Text("note", "draft-suite", { suite, got })] : []),
  ];
}

/** 4. The key that signed is the issuer's, may sign, and could at that time. */
function checkIssuer(badge: BadgeFacts, signature: Signature, question: Question): Finding {
  const { unresolved } = signature;
  if (unresolved) {
    const { address, reason } = unresolved;
    return finding("unknown", unresolved.code, { address, issuer: address, reason });
  }
  const id = badge.issuer.id ?? "";
  const issuer = issuerOf(badge, question.trusted.includes(id));
  const trouble = keyTrouble(signature, id, question.now);
  return trouble
    ? finding(trouble.outcome, trouble.code, { ...trouble.values, issuer })
    : finding("passed", "issuer-ok", { issuer });
}

/** The issuer's reason for a revocation, where it gives one; whose list it was, where it is somebody else's. */
export function statusNotes({ values: { because: reason, whose: issuer } }: Finding): Text[] {
  return [
    ...(reason ? [new Text("note", "because", { reason })] : []),
    ...(issuer ? [new Text("note", "list-of", { issuer })] : []),
  ];
}

/** 6. Now lies between its begin and its end; both were found to be dates by the second check. */
export function checkPeriod(credential: JsonObject, now: number): Finding {
  const [begins, ends] = periodOf(credential);
  const values = { issued: dateOf(begins), expires: dateOf(ends) };
  if (begins !== null && now < begins) {
    return finding("failed", "period-not-yet", values);
  }
  if (ends !== null && now > ends) {
    return finding("failed", "period-expired", values);
  }
  return finding("passed", ends === null ? "period-open" : "period-ok", values);
}

/** 7, before anything is compared: Open Badges 3.0 asks for a recipient; a badge that names none is for anybody. */
function checkNobody(credential: JsonObject): Finding | null {
  return namesNobody(credential) ? finding("warning", "recipient-nobody") : null;
}

/**
 * 7. One of the subject's e-mail identities, hashed or not, is the address that was given. One that is hashed in a way
 * that is not compared here might be, so that nothing is known.
 */
export async function checkRecipient(credential: JsonObject, given: string | null): Promise<Finding> {
  const email = given?.trim();
  if (!email) {
    return finding("skipped", "recipient-not-asked");
  }
  const known = identities(credential);
  const mails = known.filter(isMail);
  for (const mail of mails) {
    if (await matches(mail, email)) {
      return finding("passed", "recipient-match", { email });
    }
  }
  const isOpen = mails.length === 0 || known.some(isHidden);
  return isOpen ? finding("unknown", "recipient-none", { email }) : finding("failed", "recipient-mismatch", { email });
}

/** 9. The issuer is one of those known here. */
export function checkTrust(badge: BadgeFacts, trusted: readonly string[]): Finding {
  const id = badge.issuer.id ?? "";
  return trusted.includes(id)
    ? finding("passed", "trust-known")
    : finding("warning", "trust-unknown", { issuer: issuerAddress(id) });
}

/** What was found, as the answers to a question. */
export function answers(findings: Findings, badge: BadgeFacts | null, notes: readonly Text[]): Answers {
  return { checks: inOrder(findings), badge, notes, endorsements: [], inside: [] };
}
