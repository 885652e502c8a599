// The limit on how much work one verification may take, counted in steps.
//
// A badge leads to other documents: its status list, its proofs, endorsements, the contents of a record. They all share
// one budget of steps. A document's cost depends on the document alone and is known before any work on it, so the
// Python verifier refuses the same documents at the same point.
//
// One step is roughly what it takes to turn one value of a JSON-LD document into statements. The other prices are in
// that unit, measured in both verifiers and rounded up.

import { isObject, isString, type Json, type JsonObject } from "./jsons.js";
import { CredentialError } from "./problems.js";
import { BYTES_READ_A_STEP, BYTES_UNPACKED_A_STEP, CHARACTERS_A_STEP, CONTEXT_AGAIN_STEPS, CONTEXT_STEPS, DOCUMENT_VALUES, ENTRIES_A_STEP, PLACE_STEPS, SIGNATURE_STEPS, TYPE_AGAIN_STEPS, TYPE_STEPS, WORK_STEPS } from "./limits.js";

/** The steps that one verification has left. */
export class Work {
  /** The kinds of places seen so far, by the path to them. */
  private readonly places = new Map<string, number>();

  constructor(private left = WORK_STEPS) {}

  /** Whether the budget is overdrawn. */
  get isSpent(): boolean {
    return this.left < 0;
  }

  /** Takes steps from the budget. Throws CredentialError `too-complex` if there are too few. */
  spend(steps: number): void {
    this.left -= Math.floor(steps);
    if (this.isSpent) {
      throw new CredentialError("too-complex");
    }
  }

  /**
   * Charges for turning a document into statements: its values, the characters in its texts, and the kinds of places in
   * it. Returns what the same document costs the next time.
   *
   * What a word means at a place depends on the path to it: the contexts, types and members passed on the way. Working
   * that out is expensive, but happens once per distinct path; a document with a thousand similar objects has only one.
   * A document over the limits costs nothing, because it is refused.
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

  /** Charges for checking one signature. */
  signature(): void {
    this.spend(SIGNATURE_STEPS);
  }

  /** Charges for bytes read from an address. */
  read(count: number): void {
    this.spend(count / BYTES_READ_A_STEP);
  }

  /** Charges for unpacked bytes of a list. */
  unpacked(count: number): void {
    this.spend(count / BYTES_UNPACKED_A_STEP);
  }

  /** Charges for searching a list of so many entries. */
  searched(entries: number): void {
    this.spend(entries / ENTRIES_A_STEP);
  }
}

/** Whether `spend` stayed within the budget. */
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
  /** The price of inner nodes' contexts and types: the library copies its terms for each node. */
  copies = 0;
  price = 0;
  readonly fresh = new Map<string, number>();

  constructor(private readonly known: ReadonlyMap<string, number>) {}

  /** Counts a value in the member `name` of the node at `outer`; false once there are too many. */
  value(value: Json | undefined, outer: number, name: string): boolean {
    this.values += 1;
    if (isString(value)) {
      // A surrogate pair counts once: Python counts characters, not UTF-16 units.
      this.signs += value.length - (/[\ud800-\udbff]/.test(value) ? (value.match(/[\ud800-\udbff]/g)?.length ?? 0) : 0);
    } else if (Array.isArray(value)) {
      return value.every((one) => this.value(one, outer, name));
    } else if (isObject(value)) {
      const here = this.place(value, outer, name);
      return Object.entries(value).every(([inner, one]) => (inner === "@context" ? this.context(one) : this.value(one, here, inner)));
    }
    return this.values <= DOCUMENT_VALUES;
  }

  /** The number of the kind of place where the node is; adds its price if it is new. */
  private place(node: JsonObject, outer: number, name: string): number {
    const named = Object.hasOwn(node, "@context") ? listed(node["@context"]) : [];
    const types = [...listed(node["type"]), ...listed(node["@type"])].filter(isString).sort();
    if (outer > 0) {
      this.copies += CONTEXT_AGAIN_STEPS * named.length + TYPE_AGAIN_STEPS * types.length;
    }
    // A node with an inline context is processed anew each time.
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
