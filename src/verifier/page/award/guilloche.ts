// The fine lines behind a badge: one curve, turned many times, and another one for each signature. The same rosette as
// `render/guilloche.py` draws.

const LINES = 24;

interface Wave {
  readonly lobes: number;
  readonly depth: number;
  readonly lean: number;
  readonly phase: number;
}

/** The path of the curve and the turns of its copies, in degrees, of the rosette around (0, 0) with radius 100. */
export async function rosette(seed: string): Promise<{ path: string; turns: string[] }> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(seed)));
  const [a = 0, b = 0, c = 0, d = 0, e = 0] = digest;
  const lobes = 5 + (a % 7);
  const wave = { lobes, depth: (10 + (b % 19)) / 100, lean: (c % 13) / 100, phase: ((d % 16) / 8) * Math.PI };
  const start = ((e / 256) * 360) / lobes;
  const turns = Array.from({ length: LINES }, (_, line) => rounded(start + (360 / lobes / LINES) * line));
  return { path: curve(wave), turns };
}

/** At most one decimal: a tenth of a unit is below what a screen shows. */
function rounded(value: number): string {
  return String(Math.round(value * 10) / 10 || 0);
}

function point({ lobes, depth, lean, phase }: Wave, angle: number): [number, number] {
  const radius = 100 * (1 - depth + depth * Math.cos(lobes * angle + phase));
  const turned = angle + lean * Math.sin(lobes * angle);
  return [radius * Math.cos(turned), radius * Math.sin(turned)];
}

/** The wave as a path, smooth through its points (Hermite to Bézier). */
function curve(wave: Wave): string {
  const steps = wave.lobes * 4;
  const stride = (2 * Math.PI) / steps;
  const slope = (angle: number): [number, number] => {
    const [[x1, y1], [x2, y2]] = [point(wave, angle - 0.001), point(wave, angle + 0.001)];
    return [((x2 - x1) * 500 * stride) / 3, ((y2 - y1) * 500 * stride) / 3];
  };
  let [x, y] = point(wave, 0);
  let [dx, dy] = slope(0);
  let path = `M${rounded(x)} ${rounded(y)}`;
  for (let step = 1; step <= steps; step += 1) {
    const [nx, ny] = point(wave, step * stride);
    const [ndx, ndy] = slope(step * stride);
    path += `C${[x + dx, y + dy, nx - ndx, ny - ndy, nx, ny].map(rounded).join(" ")}`;
    [x, y, dx, dy] = [nx, ny, ndx, ndy];
  }
  return `${path}Z`;
}
