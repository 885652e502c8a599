// A small reader of well-formed XML with namespaces, enough for images with badges. We cannot use the browser's own
// parsers: the page's policy (Trusted Types) forbids them. This reader builds no document; it only calls a handler.
//
// A DOCTYPE may name a DTD, which we never read, and may declare entities for plain texts, as Illustrator does for its
// namespaces. It may declare nothing else. Names must be ASCII, because editions of XML disagree about other letters.

import { SVG_PARTS, XML_LEVELS, XML_REFERENCES } from "../limits.js";

const NAME = /[A-Za-z_][A-Za-z0-9_.-]*(?::[A-Za-z_][A-Za-z0-9_.-]*)?/y;
const TARGET = /(?!xml(?:[ \t\n]|\?>))[A-Za-z_][A-Za-z0-9_.-]*(?=[ \t\n]|\?>)/iy;
// XML 1.0 §2.8, productions 23 and 32: in this order, and only at the very beginning.
const DECLARATION =
  /<\?xml[ \t\n]+version[ \t\n]*=[ \t\n]*(?:"[A-Za-z0-9._-]*"|'[A-Za-z0-9._-]*')(?:[ \t\n]+encoding[ \t\n]*=[ \t\n]*(?:"[A-Za-z][A-Za-z0-9._-]*"|'[A-Za-z][A-Za-z0-9._-]*'))?(?:[ \t\n]+standalone[ \t\n]*=[ \t\n]*(?:"(?:yes|no)"|'(?:yes|no)'))?[ \t\n]*\?>/y;
const DOCTYPE =
  /<!DOCTYPE[ \t\n]+[A-Za-z_][A-Za-z0-9_.-]*(?::[A-Za-z_][A-Za-z0-9_.-]*)?(?:[ \t\n]+(?:SYSTEM|PUBLIC[ \t\n]+(?:"[-'()+,./:=?;!*#@$_%A-Za-z0-9 \n]*"|'[-()+,./:=?;!*#@$_%A-Za-z0-9 \n]*'))[ \t\n]+(?:"[^"]*"|'[^']*'))?[ \t\n]*(\[(?:[ \t\n]|<!ENTITY[ \t\n]+[A-Za-z_][A-Za-z0-9_.-]*[ \t\n]+(?:"[-A-Za-z0-9 ._~:/?#@!$()*+,;=]{0,256}"|'[-A-Za-z0-9 ._~:/?#@!$()*+,;=]{0,256}')[ \t\n]*>)*\])?[ \t\n]*>/y;
const DEFINED = /<!ENTITY[ \t\n]+([A-Za-z_][A-Za-z0-9_.-]*)[ \t\n]+["']([^"']*)/g;
const SPACE = /[ \t\r\n]*/y;
const ATTRIBUTE = /[ \t\r\n]*=[ \t\r\n]*("[^"<]*"|'[^'<]*')/y;
const REFERENCE = /&(?:#0*(\d{1,7})|#x0*([0-9A-Fa-f]{1,6})|([A-Za-z_][A-Za-z0-9_.-]*));/y;
const ENTITIES = Object.entries({ lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" });
const NOT_XML = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;
const XML = "http://www.w3.org/XML/1998/namespace";
const XMLNS = "http://www.w3.org/2000/xmlns/";

export class XmlError extends Error {}

/** The reader calls these as it goes. A name is `namespace local`, or `local` without a namespace. */
export interface XmlHandler {
  start(name: string, attributes: ReadonlyMap<string, string>): void;
  end(): void;
  text(text: string): void;
}

interface Open {
  readonly tag: string;
  /** What its declared prefixes meant outside it. */
  readonly outside: ReadonlyMap<string, string>;
}

/** Reads the whole text; throws XmlError for anything that is not well-formed. */
export function readXml(source: string, handler: XmlHandler): void {
  new Reader(source.replace(/\r\n?/g, "\n"), handler).document();
}

class Reader {
  private at = 0;
  private parts = 0;
  private readonly open: Open[] = [];
  /** What each prefix means here. All elements share one map: a map per element would cost elements × prefixes. */
  private readonly namespaces = new Map([["xml", XML]]);
  private readonly entities = new Map(ENTITIES);

  constructor(
    private readonly source: string,
    private readonly handler: XmlHandler,
  ) {
    if (NOT_XML.test(source)) {
      throw new XmlError("a character that XML does not have");
    }
  }

  document(): void {
    let rooted = false;
    let typed: RegExpExecArray | null = null;
    this.match(DECLARATION);
    while (this.at < this.source.length) {
      if (this.sees("<!--")) {
        if (/--|-$/.test(this.past("-->", 4))) {
          throw new XmlError("a comment with -- in it");
        }
      } else if (this.sees("<?")) {
        this.at += 2;
        if (!this.match(TARGET)) {
          throw new XmlError("an instruction without a name");
        }
        this.past("?>", 0);
      } else if (!rooted && !typed && (typed = this.match(DOCTYPE))) {
        this.define(typed[1] ?? "");
      } else if (this.open.length > 0 && this.sees("<![CDATA[")) {
        this.handler.text(this.past("]]>", 9));
      } else if (this.sees("</")) {
        this.close();
      } else if (this.sees("<")) {
        if (rooted && this.open.length === 0) {
          throw new XmlError("a second root");
        }
        rooted = true;
        this.tag();
      } else {
        this.text();
      }
    }
    if (!rooted || this.open.length > 0) {
      throw new XmlError("it ends too early");
    }
  }

  /** XML 1.0 §4.2: if an entity is declared twice, the first declaration counts. */
  private define(declarations: string): void {
    for (const [, name, text] of declarations.matchAll(DEFINED)) {
      if (!this.entities.has(name!)) {
        this.entities.set(name!, text!);
      }
    }
    if (declarations && this.source.split("&").length - 1 > XML_REFERENCES) {
      throw new XmlError("too many references");
    }
  }

  private sees(text: string): boolean {
    return this.source.startsWith(text, this.at);
  }

  /** Moves past the next `end` and returns the text before it. */
  private past(end: string, skip: number): string {
    const found = this.source.indexOf(end, this.at + skip);
    if (found < 0) {
      throw new XmlError(`no ${end}`);
    }
    const inner = this.source.slice(this.at + skip, found);
    this.at = found + end.length;
    return inner;
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.source);
    this.at += found?.[0].length ?? 0;
    return found;
  }

  private text(): void {
    const end = this.source.indexOf("<", this.at);
    const raw = this.source.slice(this.at, end < 0 ? undefined : end);
    this.at += raw.length;
    if (this.open.length > 0) {
      if (raw.includes("]]>")) {
        throw new XmlError("]]> in text");
      }
      this.handler.text(resolved(raw, this.entities));
    } else if (/[^ \t\n]/.test(raw)) {
      throw new XmlError("text outside the root");
    }
  }

  private tag(): void {
    this.at += 1;
    const tag = this.match(NAME)?.[0];
    if (tag === undefined) {
      throw new XmlError("a tag without a name");
    }
    const attributes = this.attributes();
    this.parts += 1 + attributes.size;
    if (this.parts > SVG_PARTS) {
      throw new XmlError("too many parts");
    }
    const isEmpty = this.sees("/>");
    if (!isEmpty && !this.sees(">")) {
      throw new XmlError("a tag without an end");
    }
    this.at += isEmpty ? 2 : 1;
    const { namespaces } = this;
    const outside = declare(attributes, namespaces);
    const plain = new Map([...attributes].filter(([name]) => name !== "xmlns" && !name.startsWith("xmlns:")));
    const named = [...plain.keys()].map((name) => (name.includes(":") ? qualified(name, namespaces) : name));
    if (new Set(named).size < named.length) {
      throw new XmlError("an attribute twice");
    }
    this.handler.start(qualified(tag, namespaces), plain);
    this.open.push({ tag, outside });
    if (this.open.length > XML_LEVELS) {
      throw new XmlError("nested too deeply");
    }
    if (isEmpty) {
      this.leave();
    }
  }

  private leave(): void {
    this.open.pop()?.outside.forEach((namespace, prefix) => this.namespaces.set(prefix, namespace));
    this.handler.end();
  }

  private attributes(): Map<string, string> {
    const found = new Map<string, string>();
    for (;;) {
      const spaced = this.match(SPACE)?.[0] !== "";
      if (this.sees(">") || this.sees("/>")) {
        return found;
      }
      const name = spaced ? this.match(NAME)?.[0] : undefined;
      const value = name === undefined ? undefined : this.match(ATTRIBUTE)?.[1];
      if (name === undefined || value === undefined || found.has(name)) {
        throw new XmlError("a broken attribute");
      }
      found.set(name, resolved(value.slice(1, -1).replace(/[\t\n]/g, " "), this.entities));
    }
  }

  private close(): void {
    this.at += 2;
    const name = this.match(NAME)?.[0];
    this.match(SPACE);
    if (name === undefined || this.open.at(-1)?.tag !== name || !this.sees(">")) {
      throw new XmlError("tags that do not fit");
    }
    this.at += 1;
    this.leave();
  }
}

/** Applies the namespace declarations among the attributes. Returns what those prefixes meant before, "" if nothing. */
function declare(attributes: ReadonlyMap<string, string>, namespaces: Map<string, string>): Map<string, string> {
  const outside = new Map<string, string>();
  for (const [name, value] of attributes) {
    if (name === "xmlns" || name.startsWith("xmlns:")) {
      const prefix = name.slice("xmlns:".length);
      const isBare = prefix === "xmlns" || (prefix !== "" && !value);
      if (isBare || (prefix === "xml") !== (value === XML) || value === XMLNS || value.includes(" ")) {
        throw new XmlError("a namespace that cannot be declared");
      }
      outside.set(prefix, namespaces.get(prefix) ?? "");
      namespaces.set(prefix, value);
    }
  }
  return outside;
}

function qualified(name: string, namespaces: ReadonlyMap<string, string>): string {
  const [prefix, local] = name.includes(":") ? (name.split(":") as [string, string]) : ["", name];
  const namespace = namespaces.get(prefix);
  if (prefix && !namespace) {
    throw new XmlError("a prefix that is not declared");
  }
  return namespace ? `${namespace} ${local}` : local;
}

/** The text with its references resolved. */
function resolved(text: string, entities: ReadonlyMap<string, string>): string {
  let out = "";
  let at = 0;
  for (let next = text.indexOf("&"); next >= 0; next = text.indexOf("&", at)) {
    REFERENCE.lastIndex = next;
    const found = REFERENCE.exec(text);
    const [whole, decimal, hexadecimal, name] = found ?? [""];
    const named = name && entities.get(name);
    if (!whole || (name && named === undefined)) {
      throw new XmlError("an entity that is not defined");
    }
    out += text.slice(at, next) + (name ? named : sign(decimal ? Number(decimal) : parseInt(hexadecimal ?? "", 16)));
    at = next + whole.length;
  }
  return out + text.slice(at);
}

function sign(code: number): string {
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) || NOT_XML.test(String.fromCodePoint(code))) {
    throw new XmlError("a character that XML does not have");
  }
  return String.fromCodePoint(code);
}
