// Gives the JSON-LD library the contexts that a document names.

import ResolvedContext from "jsonld/lib/ResolvedContext.js";

import { contextAt } from "./contexts.js";
import { canonicalJson } from "../jcs.js";
import { isObject, type Json, type JsonObject } from "../jsons.js";
import { CredentialError } from "../problems.js";

type Resolved = readonly ResolvedContext[];

const MOST_MADE = 4_000;

/**
 * A context that caches all its processed forms. The library caches only ten, so a document with eleven kinds of places
 * would process contexts anew for every node. work.ts limits how many kinds of places there are. The cache is weak,
 * because the library copies a context for each typed node and looks up each copy only once.
 */
class CachedContext extends ResolvedContext {
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

/** The library's context resolver. Resolves each context once. */
export class Vocabularies {
  private readonly named = new Map<string, Promise<Resolved>>();
  // Nested contexts by identity. Those of a document are collected together with it.
  private readonly inline = new WeakMap<JsonObject, Resolved>();
  // Random, so that no document can guess the names we give to contexts nested in published ones.
  private readonly prefix = `urn:uuid:${crypto.randomUUID()}#`;
  private readonly names = new Map<string, string>();
  private made = 0;

  /** Whether the cache is so large that the next document should start with a new one. */
  get isFull(): boolean {
    return this.made > MOST_MADE;
  }

  async resolve({ context }: { context: unknown }): Promise<Resolved> {
    const inner = isObject(context) && context["@context"] ? context["@context"] : context;
    const pending = (Array.isArray(inner) ? inner : [inner]).map(async (one) => this.one(one));
    // If several fail, report the first in document order, not the first in time.
    await Promise.allSettled(pending);
    const found: ResolvedContext[] = [];
    for (const one of pending) {
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
      return [this.cached(null)];
    }
    if (!isObject(context)) {
      throw new CredentialError("bad-context", { got: "invalid local context" });
    }
    const found = this.inline.get(context) ?? [this.cached(context)];
    this.inline.set(context, found);
    return found;
  }

  /**
   * A published context with its nested contexts replaced by names. The library deep-copies a context's terms for each
   * typed node; copying a name costs nothing. Equal contexts share a name, because a protected term may only be
   * repeated with the same definition.
   */
  private outlined(context: Json | undefined): Json {
    if (Array.isArray(context)) {
      return context.map((one) => this.outlined(one));
    }
    if (!isObject(context)) {
      return context ?? null;
    }
    const terms = Object.entries(context).map(([term, definition]) => {
      const inner = isObject(definition) ? definition["@context"] : undefined;
      const outlined = isObject(definition) && isObject(inner) ? { ...definition, "@context": this.nameOf(inner) } : definition;
      return [term, outlined];
    });
    return Object.fromEntries(terms) as JsonObject;
  }

  private nameOf(context: JsonObject): string {
    const text = canonicalJson(context);
    const name = this.names.get(text) ?? `${this.prefix}${this.names.size}`;
    if (!this.names.has(text)) {
      this.names.set(text, name);
      this.named.set(name, Promise.resolve([this.cached(this.outlined(context))]));
    }
    return name;
  }

  private cached(context: unknown): ResolvedContext {
    return new CachedContext(context, () => (this.made += 1));
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
