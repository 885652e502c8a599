// All that is needed to answer and to show the answer, as one part, which the verify page loads when it is asked.

// What all pages load together, in one file.
import "../words/languages.js";

export * from "./verifier.js";
export { showResult, warningsOf } from "./view.js";
