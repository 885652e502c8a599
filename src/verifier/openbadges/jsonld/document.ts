// A parsed JSON-LD document. The checks share it, so that its statements and canonical forms are computed once.
//
// A proof covers the document without its proofs. A proof over RDF covers the statements of that, which do not include
// endorsements that are tokens (attached.ts).

import { attached, unattached } from "../attached.js";
import { canonicalOf, toDataset } from "./canonical.js";
import { without, type Json, type JsonObject } from "../jsons.js";
import type { Quad } from "./nquads.js";
import { CredentialError } from "../problems.js";
import type { Work } from "../work.js";

/** The `given` document with its proofs, and what we derive from it. Nobody may change `given` any more. */
export class Document {
  /** The document without its proofs. A proof over JSON covers this. */
  readonly unsigned: JsonObject;
  /** The document without its proofs and hidden members. A proof over RDF covers this. */
  readonly source: JsonObject;
  private readonly made = new Map<unknown, Promise<unknown>>();
  private readonly paid = new WeakMap<Work, number>();

  constructor(readonly given: JsonObject) {
    this.unsigned = without(given, "proof");
    this.source = unattached(this.unsigned);
  }

  /** The members that a proof over RDF does not cover, by path: endorsements that are tokens. */
  get hidden(): ReadonlyMap<string, Json> {
    return attached(this.unsigned);
  }

  /** The statements of `source` as RDF. Throws CredentialError as canonical.ts does. */
  statements(): Promise<readonly Quad[]> {
    return this.once("statements", () => toDataset(this.source));
  }

  /** `source` as canonical N-Quads (RDFC-1.0). Throws CredentialError as canonical.ts does. */
  canonical(): Promise<string> {
    return this.once("canonical", async () => canonicalOf(await this.statements()));
  }

  /** The document without its proofs as canonical JSON (RFC 8785). Throws CredentialError as jcs.ts does. */
  canonicalJson(): Promise<string> {
    return this.once("json", async () => (await import("../jcs.js")).canonicalJson(this.unsigned));
  }

  /** What `make` returns, cached under `name`. Not cached if a context failed to load, because it may load later. */
  once<Made>(name: unknown, make: () => Promise<Made>): Promise<Made> {
    const found = (this.made.get(name) as Promise<Made> | undefined) ?? make();
    if (!this.made.has(name)) {
      this.made.set(name, found);
      found.catch((error: unknown) => error instanceof CredentialError || this.made.delete(name));
    }
    return found;
  }

  /**
   * Charges for one use of the statements as if they were made anew, so that the cost of a verification does not depend
   * on what is cached. Throws CredentialError `too-complex`.
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
