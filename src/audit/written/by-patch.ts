import type { PatchHunk, PatchTarget } from "../parse/patch/types.ts";
import type { WrittenText } from "./types.ts";

/** What patches leave of files of a kind, hunk by hunk; the lines that they add are their own. */
export function textsOfPatch(targets: readonly PatchTarget[], isWanted: (target: string) => boolean): WrittenText[] {
  return targets
    .filter(({ path, change }) => change !== "deleted" && isWanted(path.startsWith("/") ? path : `/${path}`))
    .flatMap(({ path, hunks }) => hunks.flatMap((hunk) => textOf(path, hunk)));
}

function textOf(target: string, hunk: PatchHunk): WrittenText[] {
  const fresh = hunk.lines.filter(({ kind }) => kind !== "removed");
  if (!fresh.some(({ kind }) => kind === "added")) return [];
  return [
    {
      target: target.startsWith("/") ? target : `/${target}`,
      text: fresh.map(({ text }) => text).join("\n"),
      lines: fresh.map(({ line }) => line),
      isOwn: (line) => fresh[line - 1]?.kind === "added",
    },
  ];
}
