// Reads addresses: https only, with limits, and from where a site is served if that is not its own address.

import { join } from "../openbadges/bytes.js";
import { CredentialError } from "../openbadges/problems.js";
import { Text } from "./report.js";
import { Work } from "../openbadges/work.js";
import { ALL_FETCHES, ALL_FETCHES_BYTES, ALL_FETCHES_SECONDS, FETCH_BYTES, FETCH_SECONDS } from "../openbadges/limits.js";

/** Returns an address's bytes, or throws FetchError. */
export type Fetch = (address: string) => Promise<Uint8Array>;

export class FetchError extends Error {
  constructor(
    readonly code:
      | "offline"
      | "unreachable"
      | "not-found"
      | "too-large"
      | "too-slow"
      | "too-many"
      | "elsewhere"
      | "private-address"
      | "bad-address",
    readonly address: string,
    /** The body of a 410 answer, which may say why (Open Badges 2.0 §6.3). */
    readonly left?: Uint8Array,
  ) {
    super(code);
  }
}

/** Why we could not read an address, as part of a sentence. */
export function why({ code }: FetchError): Text {
  return new Text("reason", `fetch-${code}`);
}

/** The same fetch, but it tries each address only once, whatever the result. */
export function once(fetch: Fetch): Fetch {
  const known = new Map<string, Promise<Uint8Array>>();
  return (address) => {
    const answer = known.get(address) ?? fetch(address);
    known.set(address, answer);
    return answer;
  };
}

/**
 * The same fetch with limits for one verification. Throws `too-many` when its requests, bytes or seconds are used up.
 *
 * Needed because a learner record may name any number of addresses. Bytes read are charged to `work`.
 */
export function bounded(fetch: Fetch, work = new Work(), clock: () => number = () => performance.now()): Fetch {
  let requests = ALL_FETCHES;
  let bytes = ALL_FETCHES_BYTES;
  let time = 1000 * ALL_FETCHES_SECONDS;
  return async (address) => {
    requests -= 1;
    if (Math.min(requests, bytes, time) < 0) {
      throw new FetchError("too-many", address);
    }
    const began = clock();
    try {
      const body = await fetch(address);
      bytes -= body.length;
      work.read(body.length);
      return body;
    } catch (error) {
      throw error instanceof CredentialError ? new FetchError("too-many", address) : error;
    } finally {
      time -= clock() - began;
    }
  };
}

const FRESH_MILLISECONDS = 60_000;
const MOST_REMEMBERED = 100;

/** The same fetch with a cache of one minute: badges share their issuer and its list. */
export function recently(fetch: Fetch): Fetch {
  const known = new Map<string, { time: number; answer: Promise<Uint8Array> }>();
  return (address) => {
    const last = known.get(address);
    if (last && performance.now() - last.time < FRESH_MILLISECONDS) {
      return last.answer;
    }
    if (known.size >= MOST_REMEMBERED) {
      known.clear();
    }
    const answer = fetch(address);
    known.set(address, { time: performance.now(), answer });
    // Do not cache failures.
    answer.catch(() => known.delete(address));
    return answer;
  };
}

/**
 * GET without cookies or referrer. A server that forbids other pages to read it counts as unreachable.
 *
 * The browser follows redirects itself and only tells where they ended. We discard an answer from an address that we
 * could not have read directly. We also discard one from another site, unless a person gave the address: whoever can
 * make an issuer's host redirect is not the issuer.
 */
export async function httpFetch(address: string, anywhere?: boolean): Promise<Uint8Array> {
  const here = location.href;
  if (!mayAsk(address, here)) {
    throw new FetchError(/^https:/.test(address) && URL.canParse(address) ? "private-address" : "bad-address", address);
  }
  if (!navigator.onLine) {
    throw new FetchError("offline", address);
  }
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), 1000 * FETCH_SECONDS);
  try {
    const answer = await fetch(address, {
      signal: stop.signal,
      credentials: "omit",
      referrerPolicy: "no-referrer",
      headers: { Accept: "application/json, */*;q=0.5" },
    });
    if (answer.redirected && !mayAsk(answer.url, here)) {
      throw new FetchError("private-address", address);
    }
    if (answer.redirected && !anywhere && site(answer.url) !== site(address)) {
      throw new FetchError("elsewhere", address);
    }
    if (answer.status !== 200 && answer.status !== 410) {
      throw new FetchError(answer.status === 404 ? "not-found" : "unreachable", address);
    }
    const read = await body(answer, address);
    // Discard a truncated answer.
    stop.signal.throwIfAborted();
    if (answer.status === 410) {
      throw new FetchError("not-found", address, read);
    }
    return read;
  } catch (error) {
    throw error instanceof FetchError ? error : new FetchError(stop.signal.aborted ? "too-slow" : "unreachable", address);
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
}

/** The site of an address, which a redirect may not leave. It may go from http to https, and to or from `www.`. */
function site(address: string): string {
  return new URL(address).host.replace(/^www\./, "");
}

/**
 * Whether a page at `here` may read the address. Public hosts: over https. Its own host: in any way, such as a preview
 * on the local network. This machine: only if the page comes from it. The browser guards against names that resolve to
 * private networks.
 */
export function mayAsk(address: string, here: string): boolean {
  if (!URL.canParse(address)) {
    return false;
  }
  const url = new URL(address);
  const from = URL.canParse(here) ? new URL(here) : null;
  if (url.username || url.password) {
    return false;
  }
  if (/^https?:$/.test(url.protocol) && url.origin === from?.origin) {
    return true;
  }
  if (url.protocol !== "https:") {
    return false;
  }
  return isLocal(url.hostname) ? isLocal(from?.hostname ?? "") : !isPrivate(url.hostname);
}

/** This machine. */
function isLocal(host: string): boolean {
  return /^(.+\.)?localhost\.?$|^127\.|^\[::1\]$/.test(host);
}

/** Whether the host is an IP address that is not public. URLs write each address in one way only. */
function isPrivate(host: string): boolean {
  const four = /^(\d+)\.(\d+)\.\d+\.\d+$/.exec(host);
  if (four) {
    const [first, second] = [Number(four[1]), Number(four[2])];
    return (
      [0, 10, 127].includes(first) ||
      first >= 224 ||
      (first === 100 && second >= 64 && second < 128) ||
      (first === 169 && second === 254) ||
      (first === 172 && second >= 16 && second < 32) ||
      (first === 192 && second === 168) ||
      (first === 198 && (second === 18 || second === 19))
    );
  }
  // Public hosts are in 2000::/3, except ranges that map to IPv4.
  if (host.startsWith("[")) {
    return !/^\[[23][0-9a-f]{3}:/.test(host) || /^\[(2002|2001:0?|2001:db8|3fff:[0-9a-f]{0,3}):/.test(host);
  }
  // A name with one part or a private ending exists only in a private network.
  return !host.replace(/\.$/, "").includes(".") || /\.(local|internal|lan)\.?$/.test(host);
}

async function body(answer: Response, address: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = answer.body?.getReader();
  for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
    size += next.value.length;
    if (size > FETCH_BYTES) {
      throw new FetchError("too-large", address);
    }
    parts.push(next.value);
  }
  return join(parts);
}

/** Reads addresses under `baseUrl` from under `servedFrom` instead, with a note. Reads all others unchanged. */
export class Moved {
  private used = false;

  constructor(
    private readonly baseUrl: string,
    private readonly servedFrom: string,
    private readonly fetch: Fetch,
  ) {}

  readonly read: Fetch = (address) => {
    const rest = below(address, this.baseUrl);
    if (rest === null || this.baseUrl === this.servedFrom) {
      return this.fetch(address);
    }
    this.used = true;
    return this.fetch(this.servedFrom + rest);
  };

  get notes(): Text[] {
    return this.used ? [new Text("note", "served-from", { base_url: this.baseUrl, served_from: this.servedFrom })] : [];
  }
}

/** The rest of the address after `baseUrl`, which ends in a slash; null if the address is not under it. */
export function below(address: string, baseUrl: string): string | null {
  if (!baseUrl.endsWith("/") || !address.startsWith(baseUrl)) {
    return null;
  }
  const rest = address.slice(baseUrl.length);
  return rest.startsWith("/") || rest.replace(/%2e/gi, ".").replace(/%2f/gi, "/").split("/").includes("..") ? null : rest;
}
