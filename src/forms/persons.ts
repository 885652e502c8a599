// Checks a person's name and e-mail address by the same rules as the command line (`model/persons.py`).

// Controls, unusual blanks, characters without a shape, the replacement character, private use, lone surrogates.
const UNSEEN =
  "\\u007f-\\u00a0\\u00ad\\u034f\\u061c\\u115f\\u1160\\u1680\\u17b4\\u17b5\\u180b-\\u180f\\u2000-\\u200f\\u2028-\\u202f" +
  "\\u205f-\\u206f\\u2800\\u3000\\u3164\\ud800-\\uf8ff\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\uffff" +
  "\\u{1bca0}-\\u{1bca3}\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{10ffff}";
// Punctuation: a word processor turns an apostrophe in an address into a curly quote.
const MARKS = "\\u00a1-\\u00bf\\u02b9-\\u02ff\\u2010-\\u2027\\u2030-\\u205e\\u3001-\\u3004\\u3008-\\u3020\\uff01-\\uff65";
const ATOM = `[^\\u0000-\\u0020"(),.:;<>@\\[\\\\\\]${UNSEEN}${MARKS}]+`;
const SIGN = `[^\\u0000-\\u002f:-@\\[-\`\\{-~${UNSEEN}${MARKS}]`;
const LABEL = `${SIGN}+(?:-+${SIGN}+)*`;
const ADDRESS = new RegExp(`^${ATOM}(?:\\.${ATOM})*@${LABEL}(?:\\.${LABEL})+$`, "u");
const HIDES = new RegExp(`[\\u0000-\\u001f\\p{Cf}${UNSEEN}]`, "u");

/** Whether the text is one e-mail address (RFC 5322 §3.4.1, dot-atom; RFC 6531) without invisible characters. */
export function isMailbox(text: string): boolean {
  return ADDRESS.test(text);
}

/** Whether a name has only visible characters on one line, and invisible ones that its spelling needs. */
export function isSound(name: string): boolean {
  let before = "";
  for (const sign of name) {
    if (sign !== "\u00a0" && HIDES.test(sign) && !spells(sign, before)) {
      return false;
    }
    before = sign;
  }
  return true;
}

// Ends like a domain or has as many dots: `omar.example.org`, `Omar.Example.ORG`; not `Ph.D.`, `J.Smith`, `St.John`.
const DOMAIN = /[\p{L}\p{N}]{2}\.[a-z]{2,}$|^[^.]{2,}(?:\.[^.]{2,}){2,}$/u;
// What people write if they know no address.
const NO_ADDRESS = new Set(
  (
    "none|null|n/a|unknown|no address|no e-mail|no email|no mail|no e-mail address|no email address|without address" +
    "|keine|keine adresse|keine e-mail|keine mail|ohne adresse|ohne e-mail|unbekannt" +
    "|aucune|aucune adresse|sans adresse|pas d'adresse|inconnue|sans e-mail" +
    "|ninguna|ninguno|sin dirección|sin correo|desconocida|sin e-mail" +
    "|لا يوجد|بلا عنوان|بدون عنوان|بدون بريد|なし|無し|アドレスなし|不明"
  ).split("|"),
);

/** Whether a text contains something like an e-mail address without its @. Names with dots do not count. */
function lacksAt(text: string): boolean {
  return text.split(/\s+/u).some((word) => !word.includes("@") && DOMAIN.test(word.replace(/^[<("']+|[>)"'.,;:]+$/gu, "")));
}

/** Whether a text says that there is no address. */
function isNoAddress(text: string): boolean {
  return NO_ADDRESS.has(text.toLowerCase().replaceAll("\u2019", "'").replace(/^[(<[\s]+|[)>\].\s]+$/gu, "")) || /^[-\u2013\u2014]+$/u.test(text);
}

/** Whether a text was meant as an address but is not one. It is not a name either. */
export function isNoMail(text: string): boolean {
  return isNoAddress(text.trim()) || lacksAt(text);
}

/**
 * Whether an invisible character is part of the spelling: joiners in scripts from Arabic to Vedic signs, and variant
 * selectors after Chinese characters and pictures.
 */
function spells(sign: string, before: string): boolean {
  if (sign === "\u200d" && /^[\ufe0f\p{S}]$/u.test(before)) {
    return true;
  }
  if (sign === "\u200c" || sign === "\u200d") {
    return /^[\u0600-\u1cff\ua8e0-\uabff\ufb50-\ufdff]$/u.test(before);
  }
  if (/^[\u{e0100}-\u{e01ef}]$/u.test(sign)) {
    return /^\p{Unified_Ideograph}$/u.test(before);
  }
  return /^[\ufe0e\ufe0f]$/.test(sign) && /^\p{S}$/u.test(before);
}
