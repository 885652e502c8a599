// In place of all of the `rdf-canonize` package for JSON-LD expansion, which takes only this from it.
exports.IdentifierIssuer = require("rdf-canonize/lib/IdentifierIssuer.js");
