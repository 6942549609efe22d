import { createContext } from "../context.ts";
import type { AuditContext, AuditedFile, FileKind } from "../model.ts";
import { imageLinks } from "../tree/image-links.ts";
import { buildGraph } from "./build-graph.ts";

/** An image of files by `kind path`, with their texts; a path may end in `*` to be executable. For tests. */
export function imageOf(files: Readonly<Record<string, string>>): AuditContext {
  const audited = Object.entries(files).map(([key, text]): AuditedFile => {
    const [kind = "other", named = ""] = key.split(" ");
    const path = named.replace(/\*$/, "");
    return {
      path: path.slice(1),
      installedPath: path,
      fate: "image",
      kind: kind as FileKind,
      mode: named.endsWith("*") ? 0o755 : 0o644,
      owner: undefined,
      size: text.length,
      text: () => text,
    };
  });
  const links = imageLinks(new Map());
  return createContext({ scope: "tree", files: audited, links, baseRelease: undefined, entries: buildGraph });
}

/** The ways to a program, one a line: `root as kim (arguments): first > second`. For tests. */
export function waysTo(context: AuditContext, path: string): string[] {
  return context.entries
    .of(path)
    .map(
      ({ privilege, runsAs, callerControls, steps }) =>
        `${privilege}${runsAs ? ` as ${runsAs}` : ""} (${callerControls.join(", ")}): ${steps.map(({ says, path: from, line }) => `${says} [${from}:${line}]`).join(" > ")}`,
    );
}
