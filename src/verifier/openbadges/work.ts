// How much work one verification may cost: what is done is counted, in steps, whatever it is done for. A badge leads to
// other documents: its list, its proofs, endorsements, the contents of a record. All of them together have one number of
// steps. What a document costs is told from the document alone, before any of it is done, so that the Python verifier
// refuses the same documents at the same point.
//
// A step is about what one value of a JSON-LD document costs on its way to statements. The other prices are in that
// unit, measured in both verifiers and rounded up.

import { isObject, isString, type Json, type JsonObject } from "./jsons.js";
import { CredentialError } from "./problems.js";
import { BYTES_READ_A_STEP, BYTES_UNPACKED_A_STEP, CHARACTERS_A_STEP, CONTEXT_AGAIN_STEPS, CONTEXT_STEPS, DOCUMENT_VALUES, ENTRIES_A_STEP, PLACE_STEPS, SIGNATURE_STEPS, TYPE_AGAIN_STEPS, TYPE_STEPS, WORK_STEPS } from "./limits.js";

/** What is left of the steps of one verification. */
export class Work {
  /** The kinds of places that were worked out, by the way to them. */
  private readonly places = new Map<string, number>();

  constructor(private left = WORK_STEPS) {}

  /** Whether there is nothing left. */
  get isSpent(): boolean {
    return this.left < 0;
  }

  /** Throws CredentialError once there are no steps left. */
  spend(steps: number): void {
    this.left -= Math.floor(steps);
    if (this.isSpent) {
      throw new CredentialError("too-complex");
    }
  }

  /**
   * One document to be turned into statements: its values, the characters of its texts, and the kinds of places in it.
   *
   * What words mean at a place depends on the way there: the contexts, the types and the members passed. Working that
   * out is dear, and done once for each such way, of which a document of a thousand alike things has one. A document of
   * more values than are ever looked at costs nothing: it is refused. Returns what the same document costs once more.
   */
  document(document: JsonObject): number {
    const walk = new Walk(this.places);
    if (!walk.value(document, 0, "")) {
      return 0;
    }
    walk.fresh.forEach((place, way) => this.places.set(way, place));
    const again = walk.values + walk.copies + Math.floor(walk.signs / CHARACTERS_A_STEP);
    this.spend(again + walk.price);
    return again;
  }

  /** One signature to be checked. */
  signature(): void {
    this.spend(SIGNATURE_STEPS);
  }

  /** So many bytes read from an address. */
  read(count: number): void {
    this.spend(count / BYTES_READ_A_STEP);
  }

  /** So many bytes of a list unpacked. */
  unpacked(count: number): void {
    this.spend(count / BYTES_UNPACKED_A_STEP);
  }

  /** A list of so many entries looked through. */
  searched(entries: number): void {
    this.spend(entries / ENTRIES_A_STEP);
  }
}

/** Whether what spends some work could be paid for. */
export function isPaid(spend: () => void): boolean {
  try {
    spend();
    return true;
  } catch {
    return false;
  }
}

class Walk {
  values = 0;
  signs = 0;
  /** Of the contexts and types of inner nodes: the library copies its terms for each, at known places too. */
  copies = 0;
  price = 0;
  readonly fresh = new Map<string, number>();

  constructor(private readonly known: ReadonlyMap<string, number>) {}

  /** Counts a value in the member `name` of what stands at a place; false once there are too many. */
  value(value: Json | undefined, outer: number, name: string): boolean {
    this.values += 1;
    if (isString(value)) {
      // Two units of one character count once, as everywhere but here.
      this.signs += value.length - (/[\ud800-\udbff]/.test(value) ? (value.match(/[\ud800-\udbff]/g)?.length ?? 0) : 0);
    } else if (Array.isArray(value)) {
      return value.every((one) => this.value(one, outer, name));
    } else if (isObject(value)) {
      const here = this.place(value, outer, name);
      return Object.entries(value).every(([inner, one]) => (inner === "@context" ? this.context(one) : this.value(one, here, inner)));
    }
    return this.values <= DOCUMENT_VALUES;
  }

  /** The number of the kind of place at which a node stands, which is paid for once. */
  private place(node: JsonObject, outer: number, name: string): number {
    const named = Object.hasOwn(node, "@context") ? listed(node["@context"]) : [];
    const types = [...listed(node["type"]), ...listed(node["@type"])].filter(isString).sort();
    if (outer > 0) {
      this.copies += CONTEXT_AGAIN_STEPS * named.length + TYPE_AGAIN_STEPS * types.length;
    }
    // What comes with a context of its own is worked out anew each time.
    const way = named.every(isString) ? JSON.stringify([outer, name, named, types]) : `own ${this.known.size} ${this.fresh.size}`;
    const found = this.known.get(way) ?? this.fresh.get(way);
    if (found !== undefined) {
      return found;
    }
    const place = this.known.size + this.fresh.size + 1;
    this.fresh.set(way, place);
    this.price += PLACE_STEPS + CONTEXT_STEPS * named.length + TYPE_STEPS * types.length;
    return place;
  }

  private context(value: Json | undefined): boolean {
    this.values += 1;
    return this.values <= DOCUMENT_VALUES && (typeof value !== "object" || value === null || Object.values(value).every((one) => this.context(one)));
  }
}

function listed(value: Json | undefined): readonly (Json | undefined)[] {
  return Array.isArray(value) ? value : [value];
}
