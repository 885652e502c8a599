// Modules that the build makes (build/build.mjs) out of data.

declare module "badgepress:contexts" {
  type JsonObject = import("./openbadges/jsons.js").JsonObject;
  const contexts: Readonly<Record<string, () => Promise<JsonObject>>>;
  export default contexts;
}

declare module "badgepress:languages" {
  const languages: Readonly<Record<string, () => Promise<Readonly<Record<string, unknown>>>>>;
  export default languages;
}

declare module "badgepress:seldom" {
  const seldom: Readonly<Record<string, () => Promise<Readonly<Record<string, unknown>>>>>;
  export default seldom;
}

declare module "badgepress:specialist" {
  const specialist: Readonly<Record<string, () => Promise<Readonly<Record<string, unknown>>>>>;
  export default specialist;
}

// Single files of the jsonld package, and no more of them than is called here.

declare module "jsonld/lib/ResolvedContext.js" {
  export default class ResolvedContext {
    constructor(options: { document: unknown });
    getProcessed(around: object): unknown;
    setProcessed(around: object, made: unknown): void;
  }
}

declare module "jsonld/lib/context.js" {
  export function getInitialContext(options: object): unknown;
}

declare module "jsonld/lib/expand.js" {
  export function expand(parts: { activeCtx: unknown; element: unknown; options: object }): Promise<import("./openbadges/jsons.js").Json>;
}

declare module "jsonld/lib/toRdf.js" {
  export interface LibraryTerm {
    readonly termType: string;
    readonly value: string;
    readonly datatype?: { readonly value: string };
    readonly language?: string;
  }
  export function toRDF(nodes: unknown, options: object): Record<"subject" | "predicate" | "object" | "graph", LibraryTerm>[];
}
