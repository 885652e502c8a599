// Everything needed to verify something and show the answer. The verify page loads this as one part, on demand.

// Parts that all pages load together, as one file.
import "../words/languages.js";

export * from "./verifier.js";
export { showResult, warningsOf } from "./view.js";
