// The outlines of badges: what badgepress/render/shapes.py draws, number for number.

export type Shape = "circle" | "hexagon" | "shield" | "rosette" | "diamond" | "octagon";
type Point = readonly [number, number];

/** Half the height of a badge's shape on the 600-unit canvas. */
const RADIUS = 262;

/** At most one decimal, a tie to the even digit as Python has it; `toFixed` goes up. */
export function number(value: number): string {
  const size = Math.abs(value);
  const isTieDown = (size * 4) % 4 === 1;
  const text = (isTieDown ? size - 0.05 : size).toFixed(1).replace(/\.0$/, "");
  return value < 0 && text !== "0" ? `-${text}` : text;
}

function polygon(count: number, radius: number, turn = 0): Point[] {
  return Array.from({ length: count }, (_, index) => {
    const angle = ((360 / count) * index + turn - 90) * (Math.PI / 180);
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
}

/** A closed path whose corners are rounded from `reach` before to `reach` after each. */
function rounded(corners: readonly Point[], reach: number): string {
  const parts = corners.map((corner, index) => {
    const start = toward(corner, corners.at(index - 1) as Point, reach);
    const end = toward(corner, corners[(index + 1) % corners.length] as Point, reach);
    return `${index ? "L" : "M"}${at(start)}Q${at(corner)} ${at(end)}`;
  });
  return `${parts.join("")}Z`;
}

function toward(start: Point, goal: Point, reach: number): Point {
  const share = reach / Math.hypot(start[0] - goal[0], start[1] - goal[1]);
  return [start[0] + (goal[0] - start[0]) * share, start[1] + (goal[1] - start[1]) * share];
}

function at(point: Point): string {
  return `${number(point[0])} ${number(point[1])}`;
}

const SHIELD_TOP = -0.9;
const SHIELD_SIDE = 0.86;

/** A crest with a small peak, straight shoulders and a pointed foot: the right half, then its mirror. */
function shield(radius: number): string {
  const [side, top, corner] = [radius * SHIELD_SIDE, radius * (SHIELD_TOP + 0.06), radius * 0.12];
  const [peak, waist]: [Point, number] = [[0, radius * (SHIELD_TOP - 0.1)], radius * 0.08];
  const [brow, edge, shoulder]: Point[] = [[side * 0.5, top], [side - corner, top], [side, top]] as [Point, Point, Point];
  const [below, hip]: Point[] = [[side, top + corner], [side, waist]] as [Point, Point];
  const curve: [Point, Point] = [[side, radius * 0.6], [side * 0.46, radius * 0.86]];
  const [b, e, s, l, h] = [brow, edge, shoulder, below, hip] as [Point, Point, Point, Point, Point];
  const right = `M${at(peak)}Q${at(b)} ${at(e)}Q${at(s)} ${at(l)}L${at(h)}C${at(curve[0])} ${at(curve[1])} ${at([0, radius])}`;
  const left = `C${at(mirror(curve[1]))} ${at(mirror(curve[0]))} ${at(mirror(h))}L${at(mirror(l))}`;
  return `${right}${left}Q${at(mirror(s))} ${at(mirror(e))}Q${at(mirror(b))} ${at(peak)}Z`;
}

function mirror(point: Point): Point {
  return [-point[0], point[1]];
}

function rosette(radius: number, lobes = 16): string {
  const inner = radius * 0.93;
  const valleys = polygon(lobes, inner, 180 / lobes);
  const bulge = number(inner * Math.sin(Math.PI / lobes) * 1.06);
  return `M${at(valleys.at(-1) as Point)}${valleys.map((valley) => `A${bulge} ${bulge} 0 0 1 ${at(valley)}`).join("")}Z`;
}

/** The shape's outline as an SVG path, centred on (0, 0), `scale` times its full size. */
export function path(shape: Shape, scale = 1): string {
  const radius = RADIUS * scale;
  if (shape === "circle") {
    const [up, r] = [number(-radius), number(radius)];
    return `M0 ${up}A${r} ${r} 0 1 1 0 ${r}A${r} ${r} 0 1 1 0 ${up}Z`;
  }
  if (shape === "rosette") {
    return rosette(radius);
  }
  return shape === "shield" ? shield(radius) : rounded(corners(shape, radius), radius * REACH[shape]);
}

const REACH = { hexagon: 0.16, diamond: 0.2, octagon: 0.13 } as const;

function corners(shape: keyof typeof REACH, radius: number): Point[] {
  if (shape === "hexagon") {
    return polygon(6, radius * 1.06);
  }
  return shape === "diamond" ? polygon(4, radius * 1.12) : polygon(8, radius * 1.05, 22.5);
}

/** How far the shape reaches to each side at height `y` (0 is the middle); 0 outside it. */
export function halfWidth(shape: Shape, y: number, scale = 1): number {
  const radius = RADIUS * scale;
  if (shape === "circle" || shape === "rosette") {
    const inner = radius * (shape === "rosette" ? 0.93 : 1);
    return Math.sqrt(Math.max(0, inner * inner - y * y));
  }
  if (shape === "shield") {
    if (y < radius * SHIELD_TOP || y > radius) {
      return 0;
    }
    const share = Math.max(0, (y - radius * 0.08) / (radius * 0.92));
    return radius * SHIELD_SIDE * Math.sqrt(Math.max(0, 1 - share ** 1.7));
  }
  return straight(corners(shape, radius), y);
}

/** The largest x at height `y` on the sides of a polygon. */
function straight(points: readonly Point[], y: number): number {
  let found = 0;
  points.forEach((one, index) => {
    const other = points[(index + 1) % points.length] as Point;
    const [low, high] = one[1] <= other[1] ? [one, other] : [other, one];
    if (low[1] <= y && y <= high[1]) {
      const share = high[1] === low[1] ? 0 : (y - low[1]) / (high[1] - low[1]);
      found = Math.max(found, low[0] + (high[0] - low[0]) * share);
    }
  });
  return found;
}
