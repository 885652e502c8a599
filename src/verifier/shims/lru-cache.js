// In place of the `lru-cache` package: what JSON-LD keeps of processed contexts, the oldest dropped first.
module.exports = class Cache {
  constructor({ max }) {
    this.max = max;
    this.entries = new Map();
  }

  get(key) {
    return this.entries.get(key);
  }

  set(key, value) {
    this.entries.delete(key);
    this.entries.set(key, value);
    if (this.entries.size > this.max) {
      this.entries.delete(this.entries.keys().next().value);
    }
  }
};
