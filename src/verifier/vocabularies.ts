// The JSON-LD contexts that a document names, for the library that expands it.

import { ResolvedContext } from "badgepress:jsonld";

import { contextAt } from "./contexts.js";
import { isObject, type JsonObject } from "./json.js";
import { CredentialError } from "./problems.js";
import { cut, quoted } from "./shown.js";

type Resolved = readonly ResolvedContext[];

/** What the library asks for contexts; what was resolved once is kept. */
export class Vocabularies {
  private readonly known = new Map<string, Promise<Resolved>>();

  async resolve({ context }: { context: unknown }): Promise<Resolved> {
    const inner = isObject(context) && context["@context"] ? context["@context"] : context;
    const asked = (Array.isArray(inner) ? inner : [inner]).map((one) => this.one(one));
    // Of several that fail it is the first that is told, and not the one that failed first.
    await Promise.allSettled(asked);
    const found: Resolved[] = [];
    for (const one of asked) {
      found.push(await one);
    }
    return found.flat();
  }

  private async one(context: unknown): Promise<Resolved> {
    if (context === null) {
      return [new ResolvedContext({ document: null })];
    }
    const isName = typeof context === "string";
    if (!isName && !isObject(context)) {
      throw new CredentialError("bad-context", "the document is not JSON-LD", { got: "invalid local context" });
    }
    const key = isName ? context : JSON.stringify(context);
    const found = this.known.get(key) ?? (isName ? this.load(context) : this.inline(context));
    this.known.set(key, found);
    return found;
  }

  private async inline(context: JsonObject): Promise<Resolved> {
    return [new ResolvedContext({ document: context })];
  }

  private async load(url: string): Promise<Resolved> {
    const document = await contextAt(url).catch((error: unknown) => {
      this.known.delete(url);
      throw error;
    });
    if (!document) {
      throw new CredentialError("unknown-context", "a context that this program does not know", {
        got: quoted(cut(url, 200)),
      });
    }
    return this.resolve({ context: document });
  }
}
