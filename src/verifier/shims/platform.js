// In place of the canonicaliser's platform layer: how it yields to the page's own work.
exports.setImmediate = (callback) => setTimeout(callback, 0);
