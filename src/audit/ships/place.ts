import type { Fate } from "../model.ts";

/** What becomes of a file, and where it will stand. */
export interface Place {
  readonly fate: Fate;
  /** Absolute; undefined when it does not ship or nobody knows where. */
  readonly installedPath: string | undefined;
  /** An install step sets its executable bit. */
  readonly isProgram?: true;
  /** What an install step makes of its text, line for line. */
  readonly replacing?: (text: string) => string;
}

/** A convention by which sources say what ships; undefined when it does not speak of this path. */
export type Convention = (path: string) => Place | undefined;

export function inImage(installedPath: string | undefined): Place {
  return { fate: "image", installedPath };
}

export function outside(fate: Exclude<Fate, "image">): Place {
  return OUTSIDE[fate];
}

/** Most files of a tree are here, and asked for one by one. */
const OUTSIDE: Readonly<Record<Exclude<Fate, "image">, Place>> = {
  build: { fate: "build", installedPath: undefined },
  test: { fate: "test", installedPath: undefined },
  dev: { fate: "dev", installedPath: undefined },
};
