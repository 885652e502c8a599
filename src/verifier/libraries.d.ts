// The parts of the JSON-LD libraries that are used, which come without types.

declare module "badgepress:contexts" {
  type JsonObject = import("./json.js").JsonObject;
  const contexts: Readonly<Record<string, () => Promise<JsonObject>>>;
  export default contexts;
}

declare module "badgepress:languages" {
  const languages: Readonly<Record<string, () => Promise<Readonly<Record<string, unknown>>>>>;
  export default languages;
}

declare module "jsonld/lib/context.js" {
  const context: { getInitialContext(options: object): unknown };
  export default context;
}

declare module "jsonld/lib/ResolvedContext.js" {
  export default class ResolvedContext {
    constructor(options: { document: unknown });
  }
}

declare module "jsonld/lib/expand.js" {
  type Json = import("./json.js").Json;
  const expansion: { expand(parts: { activeCtx: unknown; element: unknown; options: object }): Promise<Json> };
  export default expansion;
}

declare module "jsonld/lib/toRdf.js" {
  import type { Quad } from "rdf-canonize/lib/RDFC10.js";
  const rdf: { toRDF(nodes: unknown, options: object): Quad[] };
  export default rdf;
}

declare module "rdf-canonize/lib/RDFC10.js" {
  export interface Term {
    readonly termType: string;
    readonly value: string;
    readonly datatype?: { readonly value: string };
  }
  export interface Quad {
    readonly subject: Term;
    readonly predicate: Term;
    readonly object: Term;
    readonly graph: Term;
  }
  export default class RDFC10 {
    constructor(options: { maxDeepIterations: number; createMessageDigest: () => object });
    readonly blankNodeInfo: ReadonlyMap<string, { readonly quads: ReadonlySet<Quad> }>;
    main(quads: Quad[]): Promise<string>;
    hashNDegreeQuads(id: string, issuer: unknown): Promise<unknown>;
  }
}
