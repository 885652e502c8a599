// Modules that the build makes (scripts/build.mjs): data, and the parts of the JSON-LD library that are used.

declare module "badgepress:contexts" {
  type JsonObject = import("./json.js").JsonObject;
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

declare module "badgepress:jsonld" {
  type Json = import("./json.js").Json;
  export interface LibraryTerm {
    readonly termType: string;
    readonly value: string;
    readonly datatype?: { readonly value: string };
    readonly language?: string;
  }
  export class ResolvedContext {
    constructor(options: { document: unknown });
    getProcessed(around: unknown): unknown;
    setProcessed(around: unknown, made: unknown): void;
  }
  export function getInitialContext(options: object): unknown;
  export function expand(parts: { activeCtx: unknown; element: unknown; options: object }): Promise<Json>;
  export function toRDF(nodes: unknown, options: object): Record<"subject" | "predicate" | "object" | "graph", LibraryTerm>[];
}
