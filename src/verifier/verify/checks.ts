// The nine checks, in order. This file is the procedure; the modules it calls have the details.
//
//  1. parse         Find one JSON object in the PNG, SVG or text. Refuse anything ambiguous.
//  2. format        It is an Open Badges 3.0 credential: check its kind, contexts, required fields, that every term is
//                   defined, and that no unusual spelling could hide something from a later check.
//  3. signature     Find the key that the token or each proof names, in its DID's document (the only address read so
//                   far). The signature must be that key's over exactly this content. Every proof we can check holds.
//  4. issuer        The DID is the credential's issuer and controls the key. The key may sign badges and was valid when
//                   the badge was signed.
//  5. status        Only now read an address that the credential names: the status list, itself signed. The badge's
//                   bit must be clear. A clear bit counts only in the issuer's own list, or in one that is named.
//  6. period        Now is between validFrom and validUntil.
//  7. recipient     If an e-mail address is given, the badge was awarded to it. A badge that names nobody is a warning.
//  8. endorsements  Each embedded endorsement has a valid signature and status. A bad one is a warning.
//  9. trust         The issuer is one we trust. Any other is a warning.
//
// Some checks are skipped. If parse, format, signature or issuer fails, or parse or format is unknown, everything after
// it is skipped. If signature or issuer is unknown, status, endorsements and trust are skipped, but period and
// recipient are still checked.
//
// An Open Badges 2.0 badge takes the same path, but ob2run.ts replaces steps 3 to 5. Credentials inside a learner
// record are not checked here: each gets a report of its own.

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
import { generation } from "./generation.js";
import type { Parsed } from "./parse.js";
import { suiteOf } from "../openbadges/proof.js";
import { checkSignature, keyTrouble, type Signature } from "./proofs.js";
import { finding, inOrder, Text, type BadgeFacts, type Check, type CheckId, type Endorsement, type Finding } from "./report.js";
import { distinct } from "./trees.js";
import type { Work } from "../openbadges/work.js";
import { INNER_CREDENTIALS } from "../openbadges/limits.js";

/** Everything a verdict depends on: the time, how to read addresses, whom we trust, whose badge it should be. */
export interface Question {
  readonly now: number;
  readonly fetch: Fetch;
  /** Has the work limit and a cache. The credentials inside share it. */
  readonly resolver?: Resolver;
  readonly trusted: readonly string[];
  readonly email: string | null;
  /** Set for a credential from a learner record, which may not be another learner record. */
  readonly nested?: boolean;
  /** Keys known to be an issuer's, by the issuer's address. */
  readonly keys?: Keys;
}

/** The results of the nine checks, what the badge claims (if it is a badge), and notes. */
export interface Answers {
  readonly checks: readonly Check[];
  readonly badge: BadgeFacts | null;
  readonly notes: readonly Text[];
  readonly endorsements: readonly Endorsement[];
  /** The credentials inside a learner record, to be verified in turn. */
  readonly inside: readonly (JsonObject | string)[];
  /** Whether somebody else's list, not the issuer's, tells of its revocation. */
  readonly isElsewhere?: boolean;
}

export type Findings = Partial<Record<CheckId, Finding>>;

/** Runs all nine checks. `parsed` is the result of the first. */
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
    return (await import("./ob2run.js")).runOb2(credential, parsed.token, question, findings, notes);
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
  const isIssuers = findings.issuer?.outcome === "passed";

  // 5. status
  if (isIssuers) {
    findings.status = await statusOf(credential, badge.issuer.id ?? "", question.now, question.fetch, resolver);
    notes.push(...statusNotes(findings.status));
  }

  // 6. period
  findings.period = checkPeriod(credential, question.now);

  // 7. recipient
  findings.recipient = checkNobody(credential) ?? (await checkRecipient(credential, question.email));
  if (isIssuers && findings.recipient.code === "recipient-nobody") {
    notes.push(new Text("note", "recipient-nobody"));
  }

  // 8. endorsements
  const endorsed = isIssuers ? await endorsementsOf(credential, question.now, question.fetch, resolver) : null;
  if (endorsed) {
    findings.endorsements = endorsed.finding;
  }

  // 9. trust
  if (isIssuers) {
    findings.trust = checkTrust(badge, question.trusted);
  }
  const entered = isRecord(credential) ? inside(credential, "credentialSubject", "verifiableCredential") : undefined;
  const held = distinct(entries(entered), INNER_CREDENTIALS);
  const contents = held.filter((one) => isObject(one) || isString(one));
  const isElsewhere = Boolean(findings.status?.values["whose"]);
  return { ...answers(findings, badge, notes), endorsements: endorsed?.each ?? [], inside: contents, isElsewhere };
}

/**
 * 2. Checks for a complete, unambiguous Open Badges 3.0 credential or learner record. Returns the parsed `Credential`
 * too, for later checks.
 */
async function checkFormat(credential: JsonObject, work: Work, nested = false): Promise<{ read: Credential; found: Finding }> {
  const read = new Credential(credential);
  const found = nested && isRecord(credential)
    ? finding("unknown", "format-unsupported", { kind: new Text("kind", "record") })
    : await formOf(read, work);
  return { read, found };
}

/** 3. Checks the signature: of the token around the credential, or else every proof we can check. */
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

/**
 * Notes on how many of several proofs hold, and on a suite with a draft's name. null for a signature that does not
 * hold.
 */
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

/** 4. Checks that the key is the issuer's, may sign badges, and was valid at the time of signing. */
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

/**
 * Notes with the issuer's reason for a revocation, if it gives one, and with the list's issuer, if that is somebody
 * else.
 */
export function statusNotes({ values: { because: reason, whose: issuer } }: Finding): Text[] {
  return [
    ...(reason ? [new Text("note", "because", { reason })] : []),
    ...(issuer ? [new Text("note", "list-of", { issuer })] : []),
  ];
}

/** 6. Checks that now is within the badge's period. Check 2 has made sure that both bounds are dates. */
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

/** 7, first part: a warning if the badge names no recipient, as Open Badges 3.0 requires. Anybody could claim it. */
function checkNobody(credential: JsonObject): Finding | null {
  return namesNobody(credential) ? finding("warning", "recipient-nobody") : null;
}

/**
 * 7. Checks that one of the subject's e-mail identities, hashed or not, is the given address.
 *
 * Unknown if an identity has a kind of hash that we cannot compare.
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

/** 9. Checks that the issuer is one we trust. */
export function checkTrust(badge: BadgeFacts, trusted: readonly string[]): Finding {
  const id = badge.issuer.id ?? "";
  return trusted.includes(id)
    ? finding("passed", "trust-known")
    : finding("warning", "trust-unknown", { issuer: issuerAddress(id) });
}

/** The results so far, without endorsements and contents. */
export function answers(findings: Findings, badge: BadgeFacts | null, notes: readonly Text[]): Answers {
  return { checks: inOrder(findings), badge, notes, endorsements: [], inside: [] };
}
