import type { DebianSource } from "./debian-source.ts";
import { type Convention, inImage } from "./place.ts";

const PROGRAM = /^(?:bin|scripts?)\/([^/]+)$/;

/** Programs that the build system of a source package installs where all do: those of `bin/` and `script/`. */
export function programsOf({ top, installsByItself }: DebianSource): Convention {
  return (path) => {
    if (!installsByItself || !path.startsWith(top)) return undefined;
    const program = PROGRAM.exec(path.slice(top.length))?.[1];
    return program === undefined ? undefined : inImage(`/usr/bin/${program}`);
  };
}
