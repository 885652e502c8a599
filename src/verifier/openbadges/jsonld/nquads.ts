// RDF 1.1 N-Quads. The terms of a quad are texts in canonical form (RDFC-1.0 §5), as on the Python side.

/** Subject, predicate, object and graph; a term is `<iri>`, `_:label` or a literal, the default graph is "". */
export type Quad = readonly [subject: string, predicate: string, object: string, graph: string];

export const XSD = "http://www.w3.org/2001/XMLSchema#";
const SMALLEST_FRACTION = 1e-6;
// Excludes all Unicode white space: JSON-LD libraries refuse addresses that match their language's `\s`.
const IRI = /^[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\\x7f\x85\s]*$/;
const LANGUAGE = /^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$/;
const ESCAPES = new Map([["\b", "\\b"], ["\t", "\\t"], ["\n", "\\n"], ["\f", "\\f"], ["\r", "\\r"], ['"', '\\"'], ["\\", "\\\\"]]);

/** Whether the text is an absolute IRI that N-Quads can hold. It may be very long, such as a `data:` image. */
export function isIri(text: string): boolean {
  return IRI.test(text);
}

export function isLanguage(text: string): boolean {
  return LANGUAGE.test(text);
}

/** The term of an absolute IRI. */
export function iri(value: string): string {
  return `<${value}>`;
}

/** The term of a literal; a language tag wins over the datatype. */
export function literal(value: string, datatype: string, language = ""): string {
  const text = quoted(value);
  if (language) {
    return `${text}@${language}`;
  }
  return datatype === `${XSD}string` ? text : `${text}^^<${datatype}>`;
}

function quoted(value: string): string {
  // JSON escapes the same characters except U+007F, so this is the fastest way to see that nothing needs escaping.
  const text = JSON.stringify(value);
  const isPlain = text.length === value.length + 2 && !value.includes("\x7f");
  return isPlain ? text : `"${value.replace(/[\x00-\x1f\x7f"\\]/g, escaped)}"`;
}

function escaped(sign: string): string {
  return ESCAPES.get(sign) ?? `\\u${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
}

/** A number as RDF writes it: integers with all digits, others with an exponent (JSON-LD API §8.6). */
export function numeral(value: number): [text: string, datatype: string] {
  return Number.isInteger(value)
    ? [value.toFixed(0), `${XSD}integer`]
    : [value.toExponential(15).replace(/(\d)0*e\+?/, "$1E"), `${XSD}double`];
}

/**
 * Whether every implementation writes the number the same way: a safe integer, or a fraction that is not tiny and not
 * exactly halfway between two 16-digit numbers. C's `printf` (JSON-LD API §8.6) rounds those to even, ECMAScript up.
 */
export function isWrittenAlike(value: number): boolean {
  if (Number.isInteger(value)) {
    return Number.isSafeInteger(value);
  }
  return Math.abs(value) >= SMALLEST_FRACTION && !/^-?\d\.\d{15}50*e/.test(value.toExponential(100));
}

export function isBlank(term: string): boolean {
  return term.startsWith("_:");
}

/** One line, with its line feed. */
export function line(subject: string, predicate: string, object: string, graph: string): string {
  return `${subject} ${predicate} ${object}${graph && ` ${graph}`} .\n`;
}
