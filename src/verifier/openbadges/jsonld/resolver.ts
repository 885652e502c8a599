// The JSON-LD contexts that a document names, for the library that expands it.

import ResolvedContext from "jsonld/lib/ResolvedContext.js";

import { contextAt } from "./contexts.js";
import { canonicalJson } from "../jcs.js";
import { isObject, type Json, type JsonObject } from "../jsons.js";
import { CredentialError } from "../problems.js";

type Resolved = readonly ResolvedContext[];

const MOST_MADE = 4_000;

/**
 * A context that keeps all that was made of it. The library keeps ten of each: a document with eleven kinds of places
 * would have them made anew for each thing in it. How many kinds of places there are is counted before (work.ts). It is
 * kept weakly: the library copies a context for each node with a type, and asks for what was made of a copy only once.
 */
class Kept extends ResolvedContext {
  private readonly made = new WeakMap<object, unknown>();

  constructor(
    context: unknown,
    private readonly count: () => void,
  ) {
    super({ document: context });
  }

  override getProcessed(around: object): unknown {
    return this.made.get(around);
  }

  override setProcessed(around: object, made: unknown): void {
    this.count();
    this.made.set(around, made);
  }
}

/** What the library asks for contexts; what was resolved once is kept. */
export class Vocabularies {
  private readonly named = new Map<string, Promise<Resolved>>();
  // Contexts inside contexts by their identity; those of a document go with it.
  private readonly inline = new WeakMap<JsonObject, Resolved>();
  // No document can guess the names of contexts that stand inside published ones.
  private readonly prefix = `urn:uuid:${crypto.randomUUID()}#`;
  private readonly names = new Map<string, string>();
  private made = 0;

  /** Whether it keeps so much that the next document had better begin with nothing. */
  get isFull(): boolean {
    return this.made > MOST_MADE;
  }

  async resolve({ context }: { context: unknown }): Promise<Resolved> {
    const inner = isObject(context) && context["@context"] ? context["@context"] : context;
    const asked = (Array.isArray(inner) ? inner : [inner]).map(async (one) => this.one(one));
    // Of several that fail it is the first that is told, and not the one that failed first.
    await Promise.allSettled(asked);
    const found: ResolvedContext[] = [];
    for (const one of asked) {
      found.push(...(await one));
    }
    return found;
  }

  private one(context: unknown): Promise<Resolved> | Resolved {
    if (typeof context === "string") {
      const found = this.named.get(context) ?? this.load(context);
      this.named.set(context, found);
      return found;
    }
    if (context === null) {
      return [this.kept(null)];
    }
    if (!isObject(context)) {
      throw new CredentialError("bad-context", { got: "invalid local context" });
    }
    const found = this.inline.get(context) ?? [this.kept(context)];
    this.inline.set(context, found);
    return found;
  }

  /**
   * A published context whose inner contexts have names and are found by them. The library copies the terms of a context,
   * with all that is in them, for each node with a type; a name costs it nothing. Equal contexts have one name, for
   * protected terms that say the same may be said again.
   */
  private outlined(context: Json | undefined): Json {
    if (Array.isArray(context)) {
      return context.map((one) => this.outlined(one));
    }
    if (!isObject(context)) {
      return context ?? null;
    }
    const terms = Object.entries(context).map(([term, said]) => {
      const inner = isObject(said) ? said["@context"] : undefined;
      return [term, isObject(said) && isObject(inner) ? { ...said, "@context": this.nameOf(inner) } : said];
    });
    return Object.fromEntries(terms) as JsonObject;
  }

  private nameOf(context: JsonObject): string {
    const text = canonicalJson(context);
    const name = this.names.get(text) ?? `${this.prefix}${this.names.size}`;
    if (!this.names.has(text)) {
      this.names.set(text, name);
      this.named.set(name, Promise.resolve([this.kept(this.outlined(context))]));
    }
    return name;
  }

  private kept(context: unknown): ResolvedContext {
    return new Kept(context, () => (this.made += 1));
  }

  private async load(url: string): Promise<Resolved> {
    const document = await contextAt(url).catch((error: unknown) => {
      this.named.delete(url);
      throw error;
    });
    if (!document) {
      this.named.delete(url);
      throw new CredentialError("unknown-context", { got: url });
    }
    return this.resolve({ context: this.outlined(document["@context"]) });
  }
}
