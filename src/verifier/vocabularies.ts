// The JSON-LD contexts that a credential names, for the library that expands it. All that are known come with this
// program, each is loaded when a credential names it, and none is ever fetched from elsewhere.

import contexts from "badgepress:contexts";
import ResolvedContext from "jsonld/lib/ResolvedContext.js";

import { isObject, type JsonObject } from "./json.js";
import { CredentialError } from "./problems.js";
import { quoted } from "./shown.js";

type Resolved = readonly ResolvedContext[];

/** A part of this program did not load: no fault of the credential's. */
export class VocabularyMissing extends Error {}

/** What the library asks for contexts; what was resolved once is kept. */
export class Vocabularies {
  private readonly known = new Map<string, Promise<Resolved>>();

  async resolve({ context }: { context: unknown }): Promise<Resolved> {
    const inner = isObject(context) && context["@context"] ? context["@context"] : context;
    const found = await Promise.all((Array.isArray(inner) ? inner : [inner]).map((one) => this.one(one)));
    return found.flat();
  }

  private one(context: unknown): Promise<Resolved> | Resolved {
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
    const find = Object.hasOwn(contexts, url) ? contexts[url] : undefined;
    if (!find) {
      throw new CredentialError("unknown-context", "a context that this program does not know", {
        got: quoted(url.slice(0, 200)),
      });
    }
    const document = await find().catch(() => {
      this.known.delete(url);
      throw new VocabularyMissing(url);
    });
    return this.resolve({ context: document });
  }
}
