/** Values of `@{…}`, without the braces. */
export type GlobVariables = ReadonlyMap<string, readonly string[]>;

/** Work that one question may cost; a pattern that asks for more has no answer. */
const MOST_STEPS = 20_000;
const DEEPEST = 200;

interface Search {
  readonly path: string;
  readonly variables: GlobVariables;
  /** Where a variable leads from which places: each is followed once, however many others are made of it. */
  readonly followed: Map<string, Places>;
  steps: number;
  isTooLong: boolean;
}

/**
 * Whether a glob of apparmor.d(5) matches a path: `*` and `?` stay in a folder, `**` does not, `{a,b}` are alternatives,
 * slashes that stand together are one. All places that the pattern can have reached are followed at once, so that no
 * pattern takes long; undefined for one that would nevertheless: nobody knows then, and whoever asks has to say so.
 */
export function matchesGlob(pattern: string, path: string, variables: GlobVariables): boolean | undefined {
  if (pattern.length > 4096) return undefined;
  const search: Search = { path, variables, followed: new Map(), steps: 0, isTooLong: false };
  const reached = follow(search, pattern, new Set([0]), 0);
  return search.isTooLong ? undefined : reached.has(path.length);
}

type Places = ReadonlySet<number>;

function follow(search: Search, pattern: string, start: Places, depth: number): Places {
  let places = start;
  let isVariable = false;
  for (let at = 0; at < pattern.length && places.size > 0; ) {
    search.steps += places.size;
    if (search.isTooLong || search.steps > MOST_STEPS || depth > DEEPEST) {
      search.isTooLong = true;
      return new Set();
    }
    const mark = pattern[at] ?? "";
    if (mark === "*") {
      const isDeep = pattern[at + 1] === "*";
      // A star that is all of a name stands for one character at least; a variable's value may end in the slash before.
      const before = pattern[at - 1];
      at += isDeep ? 2 : 1;
      const isName = (before === "/" || isVariable) && (at >= pattern.length || pattern[at] === "/");
      places = stretch(search, places, isDeep, isName);
    } else if (mark === "{" || (mark === "@" && pattern[at + 1] === "{")) {
      const open = mark === "@" ? at + 1 : at;
      const close = closing(pattern, open);
      if (close < 0) return new Set();
      const inside = pattern.slice(open + 1, close);
      places =
        mark === "@"
          ? followVariable(search, inside, places, depth)
          : union(alternatives(inside).map((choice) => follow(search, choice, places, depth + 1)));
      at = close + 1;
      isVariable = mark === "@";
      continue;
    } else {
      const { accepts, end } = one(pattern, at);
      places = advance(search.path, places, accepts, mark === "/");
      at = end;
    }
    isVariable = false;
  }
  return places;
}

function followVariable(search: Search, name: string, start: Places, depth: number): Places {
  const key = `${name} ${[...start].sort((one, other) => one - other).join(" ")}`;
  const known = search.followed.get(key);
  if (known) return known;
  // One that is made of itself leads nowhere.
  search.followed.set(key, new Set());
  const values = search.variables.get(name) ?? [];
  const places = union(values.map((value) => follow(search, value, start, depth + 1)));
  search.followed.set(key, places);
  return places;
}

function advance(path: string, places: Places, accepts: (mark: string) => boolean, isSlash: boolean): Places {
  const next = new Set<number>();
  for (const place of places) {
    if (place < path.length && accepts(path[place] ?? "")) next.add(place + 1);
    if (isSlash && place > 0 && path[place - 1] === "/") next.add(place);
  }
  return next;
}

function stretch({ path }: Search, places: Places, isDeep: boolean, isName: boolean): Places {
  const next = new Set([...places].filter((place) => !isName || path[place - 1] !== "/"));
  for (const place of places)
    for (let at = place; at < path.length && (isDeep || path[at] !== "/"); at += 1) next.add(at + 1);
  return next;
}

/** A single character's test at this place of the pattern, and where the pattern goes on. */
function one(pattern: string, at: number): { readonly accepts: (mark: string) => boolean; readonly end: number } {
  const mark = pattern[at] ?? "";
  if (mark === "?") return { accepts: (found) => found !== "/", end: at + 1 };
  const close = mark === "[" ? pattern.indexOf("]", at + 2) : -1;
  if (close > 0) {
    const body = pattern.slice(at + 1, close);
    const isNot = body.startsWith("^") || body.startsWith("!");
    const members = isNot ? body.slice(1) : body;
    return { accepts: (found) => found !== "/" && isMember(members, found) !== isNot, end: close + 1 };
  }
  const literal = mark === "\\" ? (pattern[at + 1] ?? "\\") : mark;
  return { accepts: (found) => found === literal, end: at + (mark === "\\" ? 2 : 1) };
}

function isMember(members: string, found: string): boolean {
  for (let at = 0; at < members.length; at += 1) {
    const from = members[at] ?? "";
    const to = members[at + 1] === "-" ? members[at + 2] : undefined;
    if (to !== undefined && found >= from && found <= to) return true;
    if (found === from) return true;
    if (to !== undefined) at += 2;
  }
  return false;
}

function closing(pattern: string, open: number): number {
  let depth = 0;
  for (let at = open; at < pattern.length; at += 1) {
    if (pattern[at] === "\\") at += 1;
    else if (pattern[at] === "{") depth += 1;
    else if (pattern[at] === "}") {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return -1;
}

function alternatives(inside: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < inside.length; at += 1) {
    if (inside[at] === "\\") at += 1;
    else if (inside[at] === "{") depth += 1;
    else if (inside[at] === "}") depth -= 1;
    else if (inside[at] === "," && depth === 0) {
      found.push(inside.slice(start, at));
      start = at + 1;
    }
  }
  return [...found, inside.slice(start)];
}

function union(sets: readonly Places[]): Places {
  return new Set(sets.flatMap((set) => [...set]));
}
