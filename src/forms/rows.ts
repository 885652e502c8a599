// Repeatable rows of fields: evidence, people.

import { mark } from "./page.js";

const NAMES = ["id", "for", "data-error", "data-described", "aria-describedby"];

/** Adds an empty row and focuses it. Only the first row has hints. */
export function addRow(rows: HTMLElement): void {
  const first = rows.querySelector("li");
  if (!first) {
    return;
  }
  const row = first.cloneNode(true) as HTMLElement;
  for (const hint of row.querySelectorAll(".field__hint")) {
    hint.remove();
  }
  number(row, rows.children.length + 1);
  for (const error of row.querySelectorAll<HTMLElement>(".make__error")) {
    error.hidden = true;
  }
  rows.append(row);
  for (const field of row.querySelectorAll<HTMLInputElement | HTMLSelectElement>("input, select")) {
    field.value = "";
    mark(field, false);
  }
  for (const folded of row.querySelectorAll("details")) {
    folded.open = false;
  }
  row.querySelector("input")?.focus();
}

/** Renumbers the ids inside a row and the references to them. References to elements elsewhere stay. */
function number(row: HTMLElement, count: number): void {
  const own = new Set(Array.from(row.querySelectorAll("[id]"), ({ id }) => id));
  for (const one of row.querySelectorAll("*")) {
    for (const key of NAMES) {
      const names = one.getAttribute(key)?.split(" ");
      if (names) {
        one.setAttribute(key, names.map((name) => (own.has(name) ? `${name.replace(/-1$/, "")}-${count}` : name)).join(" "));
      }
    }
  }
}
