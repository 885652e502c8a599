// A JSON-LD document as it was read, handed from check to check: whatever is made of it is made once.
//
// A proof covers the document without its proofs. Over RDF it covers the statements of that, and endorsements that are
// tokens stand beside them (attached.ts).

import { attached, unattached } from "../attached.js";
import { canonicalOf, toDataset } from "./canonical.js";
import { without, type Json, type JsonObject } from "../jsons.js";
import type { Quad } from "./nquads.js";
import { CredentialError } from "../problems.js";
import type { Work } from "../work.js";

/** What was `given`, with its proofs, and what follows from it. Nobody changes what was given any more. */
export class Document {
  /** The document without its proofs, which a proof over JSON covers. */
  readonly unsigned: JsonObject;
  /** The same without its hidden members: a proof over RDF covers what this says. */
  readonly source: JsonObject;
  private readonly made = new Map<unknown, Promise<unknown>>();
  private readonly paid = new WeakMap<Work, number>();

  constructor(readonly given: JsonObject) {
    this.unsigned = without(given, "proof");
    this.source = unattached(this.unsigned);
  }

  /** The members that a proof over RDF does not cover, by their paths: endorsements that are tokens. */
  get hidden(): ReadonlyMap<string, Json> {
    return attached(this.unsigned);
  }

  /** What the source says, as RDF; throws CredentialError as in canonical.ts. */
  statements(): Promise<readonly Quad[]> {
    return this.once("statements", () => toDataset(this.source));
  }

  /** The source as canonical N-Quads (RDFC-1.0); throws CredentialError as in canonical.ts. */
  canonical(): Promise<string> {
    return this.once("canonical", async () => canonicalOf(await this.statements()));
  }

  /** The document without its proofs as canonical JSON (RFC 8785); throws CredentialError as in jcs.ts. */
  canonicalJson(): Promise<string> {
    return this.once("json", async () => (await import("../jcs.js")).canonicalJson(this.unsigned));
  }

  /** What is made of the document under a name; kept, but not where a context could not be loaded: it may be later. */
  once<Made>(name: unknown, make: () => Promise<Made>): Promise<Made> {
    const found = (this.made.get(name) as Promise<Made> | undefined) ?? make();
    if (!this.made.has(name)) {
      this.made.set(name, found);
      found.catch((error: unknown) => error instanceof CredentialError || this.made.delete(name));
    }
    return found;
  }

  /**
   * Pays for one use of the statements, as if they were made anew: what one verification may cost does not depend on
   * what is at hand already. Throws CredentialError `too-complex`.
   */
  pay(work: Work): void {
    const known = this.paid.get(work);
    if (known === undefined) {
      this.paid.set(work, work.document(this.source));
    } else {
      work.spend(known);
    }
  }
}
