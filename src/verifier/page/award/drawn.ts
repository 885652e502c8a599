// What an award's page draws by itself: the fine lines behind the badge, and the QR code of its address.

import encodeQR from "qr";

import { rosette } from "./guilloche.js";

/** Light modules around a code, which readers need. */
const QUIET = 4;

/** An element of a drawing. */
export function drawn(name: string, attributes: Readonly<Record<string, string>>, children: readonly Node[] = []): SVGElement {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [attribute, value] of Object.entries(attributes)) {
    made.setAttribute(attribute, value);
  }
  made.append(...children);
  return made;
}

/** Fills the place behind the badge, in the place's own colour. */
export async function drawLines(place: SVGElement, seed: string): Promise<void> {
  const { path, turns } = await rosette(seed);
  const lines = turns.map((turn) => drawn("path", { d: path, transform: `rotate(${turn})` }));
  place.setAttribute("aria-hidden", "true");
  place.setAttribute("viewBox", "-130 -130 260 260");
  place.setAttribute("preserveAspectRatio", "xMidYMid slice");
  const stroke = { fill: "none", stroke: "currentColor", "stroke-width": ".35", "stroke-opacity": ".5", transform: "scale(1.22)" };
  place.replaceChildren(drawn("g", stroke, lines));
}

/** The code of an address (ISO/IEC 18004, level M: it can be read with a seventh of it damaged), with its quiet zone. */
export function codeOf(address: string, label: string): SVGElement {
  const rows = encodeQR(address, "raw", { ecc: "medium", border: QUIET });
  const path = rows.map((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : "")).join("")).join("");
  const side = rows.length;
  const described = label ? { role: "img", "aria-label": label } : { "aria-hidden": "true" };
  return drawn("svg", { class: "code", viewBox: `0 0 ${side} ${side}`, ...described }, [drawn("path", { d: path })]);
}
