// RDF Dataset Canonicalization 1.0 (RDFC-1.0, W3C Recommendation), as on the Python side.
//
// Numbers in comments are steps of the Recommendation's algorithms: §4.4.3 canonicalization, §4.6.3
// first-degree hash, §4.7.3 related hash, §4.8.3 N-degree hash.

import { hex, inOrder, sha256 } from "./digest.js";
import { isBlank, line, type Quad } from "./nquads.js";
import { CredentialError } from "../problems.js";
import { RDFC_LEVELS, RDFC_VISITS } from "../limits.js";

/** A dataset's canonical N-Quads. Throws CredentialError `too-complex` if it takes more than `work`. */
export async function canonize(dataset: Iterable<Quad>, work = RDFC_VISITS): Promise<string> {
  return new State(dataset, work).run();
}

/** Identifier issuer (§4.5): hands out the labels `<prefix>0`, `<prefix>1` and so on. */
class Issuer {
  constructor(
    private readonly prefix: string,
    readonly issued = new Map<string, string>(),
  ) {}

  issue(blank: string): string {
    const label = this.issued.get(blank) ?? `_:${this.prefix}${this.issued.size}`;
    this.issued.set(blank, label);
    return label;
  }

  copy(): Issuer {
    return new Issuer(this.prefix, new Map(this.issued));
  }
}

interface Path {
  readonly hash: string;
  readonly issuer: Issuer;
}

/** Canonicalization state (§4.3): quads by blank node, their hashes, the canonical issuer. */
class State {
  private readonly quads: readonly Quad[];
  private readonly quadsOf = new Map<string, Set<Quad>>();
  private readonly firstDegree = new Map<string, string>();
  private readonly issuer = new Issuer("c14n");
  private depth = 0;

  constructor(
    dataset: Iterable<Quad>,
    private work: number,
  ) {
    // A dataset is a set.
    this.quads = [...new Map(Array.from(dataset, (quad) => [line(...quad), quad])).values()];
  }

  async run(): Promise<string> {
    // §4.4.3 step 2: which quads name which blank node.
    for (const quad of this.quads) {
      for (const blank of blanksIn(quad)) {
        add(this.quadsOf, blank, quad);
      }
    }
    // Step 3: blank nodes by the hash of their own quads.
    const byHash = new Map<string, Set<string>>();
    const found = await Promise.all(Array.from(this.quadsOf.keys(), async (blank) => [blank, await this.hashFirstDegree(blank)] as const));
    for (const [blank, hash] of found) {
      this.firstDegree.set(blank, hash);
      add(byHash, hash, blank);
    }
    // Step 4: a blank node with a unique hash gets its label.
    const shared: Set<string>[] = [];
    for (const [, blanks] of inOrderOf(byHash)) {
      const [first, ...others] = blanks;
      if (first !== undefined && others.length === 0) {
        this.issuer.issue(first);
      } else {
        shared.push(blanks);
      }
    }
    // Step 5: tell the others apart by the nodes they are related to.
    for (const blanks of shared) {
      await this.tellApart(blanks);
    }
    // Step 6: the quads under their canonical labels, in code point order.
    const named = (term: string): string => this.issuer.issued.get(term) ?? term;
    return inOrder(this.quads.map((quad) => line(named(quad[0]), quad[1], named(quad[2]), named(quad[3])))).join("");
  }

  /** §4.4.3 step 5 for the blank nodes that share one hash. */
  private async tellApart(blanks: Iterable<string>): Promise<void> {
    const paths: Path[] = [];
    for (const blank of blanks) { // 5.2
      if (this.issuer.issued.has(blank)) { // 5.2.1
        continue;
      }
      const temporary = new Issuer("b"); // 5.2.2
      temporary.issue(blank); // 5.2.3
      paths.push(await this.hashNDegree(blank, temporary)); // 5.2.4
    }
    paths.sort((one, other) => (one.hash < other.hash ? -1 : Number(one.hash > other.hash)));
    for (const { issuer } of paths) { // 5.3
      for (const known of issuer.issued.keys()) {
        this.issuer.issue(known);
      }
    }
  }

  /** §4.6.3: hashes the quads with this blank node as `_:a` and every other one as `_:z`. */
  private hashFirstDegree(blank: string): Promise<string> {
    const written = (term: string): string => (isBlank(term) ? (term === blank ? "_:a" : "_:z") : term);
    const lines = Array.from(this.quadsOf.get(blank) ?? [], (quad) => line(written(quad[0]), quad[1], written(quad[2]), written(quad[3])));
    return hash(inOrder(lines).join(""));
  }

  /** §4.7.3: the hash of the way to a related blank node. */
  private hashRelated(related: string, predicate: string, issuer: Issuer, position: string): Promise<string> {
    const parts = position === "g" ? position : position + predicate; // steps 1, 2
    const known = this.issuer.issued.get(related) ?? issuer.issued.get(related) ?? this.firstDegree.get(related);
    return hash(parts + known); // steps 3 to 5
  }

  /** §4.8.3: the hash of everything a blank node is related to, and the issuer that labels those nodes. */
  private async hashNDegree(blank: string, issuer: Issuer): Promise<Path> {
    const quads = this.quadsOf.get(blank) ?? new Set();
    this.depth += 1;
    this.spend(this.depth > RDFC_LEVELS ? Infinity : quads.size);
    const relatedBy = new Map<string, string[]>(); // step 1
    for (const [subject, predicate, object, graph] of quads) { // steps 2, 3
      for (const [position, term] of [["s", subject], ["o", object], ["g", graph]] as const) {
        if (isBlank(term) && term !== blank) {
          const related = await this.hashRelated(term, predicate, issuer, position);
          relatedBy.set(related, [...(relatedBy.get(related) ?? []), term]);
        }
      }
    }
    let data = ""; // step 4
    for (const [related, blanks] of inOrderOf(relatedBy)) { // step 5
      const shortest = await this.shortestPath(blanks, issuer); // 5.2 to 5.4
      data += related + shortest.hash; // 5.1, 5.5
      issuer = shortest.issuer; // 5.6
    }
    this.depth -= 1;
    return { hash: await hash(data), issuer }; // step 6
  }

  /** Takes from the work limit, which stops poison datasets (§7.1). Throws CredentialError `too-complex`. */
  private spend(amount: number): void {
    this.work -= amount;
    if (this.work < 0) {
      throw new CredentialError("too-complex");
    }
  }

  /** §4.8.3 step 5.4: the smallest path (as `hash`) over all orders of the related blank nodes. */
  private async shortestPath(blanks: readonly string[], issuer: Issuer): Promise<Path> {
    let chosen: Path = { hash: "", issuer }; // 5.2, 5.3
    // A single node reached in several ways (through several graphs) has only one order.
    for (const order of new Set(blanks).size > 1 ? permutations(blanks) : [blanks]) {
      // This is work even if all nodes have labels already and `walk` goes no deeper.
      this.spend(order.length + issuer.issued.size);
      const path = await this.walk(order, issuer.copy(), chosen.hash);
      if (path && (!chosen.hash || path.hash < chosen.hash)) { // 5.4.6
        chosen = path;
      }
    }
    return chosen;
  }

  /** §4.8.3 steps 5.4.1 to 5.4.5 for one order of the nodes; null once its path cannot be the smallest. */
  private async walk(order: readonly string[], issuer: Issuer, best: string): Promise<Path | null> {
    let path = ""; // 5.4.2
    const recursion: string[] = []; // 5.4.3
    for (const related of order) { // 5.4.4
      if (!this.issuer.issued.has(related) && !issuer.issued.has(related)) {
        recursion.push(related);
      }
      path += this.issuer.issued.get(related) ?? issuer.issue(related);
      if (isWorse(path, best)) {
        return null;
      }
    }
    for (const related of recursion) { // 5.4.5
      const reached = await this.hashNDegree(related, issuer);
      path += `${issuer.issue(related)}<${reached.hash}>`;
      issuer = reached.issuer;
      if (isWorse(path, best)) {
        return null;
      }
    }
    return { hash: path, issuer };
  }
}

function isWorse(path: string, best: string): boolean {
  return best !== "" && path.length >= best.length && path > best;
}

function blanksIn(quad: Quad): string[] {
  return [quad[0], quad[2], quad[3]].filter(isBlank);
}

function add<Value>(map: Map<string, Set<Value>>, key: string, value: Value): void {
  const found = map.get(key) ?? new Set();
  map.set(key, found.add(value));
}

/** The entries sorted by key. Keys must be ASCII. */
function inOrderOf<Value>(map: ReadonlyMap<string, Value>): [string, Value][] {
  return [...map].sort(([one], [other]) => (one < other ? -1 : 1));
}

function* permutations<Value>(values: readonly Value[]): Generator<readonly Value[]> {
  if (values.length < 2) {
    yield values;
    return;
  }
  for (const [at, first] of values.entries()) {
    for (const rest of permutations(values.filter((_, other) => other !== at))) {
      yield [first, ...rest];
    }
  }
}

async function hash(text: string): Promise<string> {
  return hex(await sha256(text));
}
