import { statSync } from "node:fs";
import type { AuditReport, AuditScope } from "../../audit/index.ts";
import type { CommandContext } from "../frame/verb.ts";
import { withProgress } from "../progress/index.ts";
import { optimiseLate } from "./optimise-late.ts";

export const PATH = {
  summary: "a source repository, the root of an unpacked image, or a squashfs",
  required: true,
} as const;
export const SCOPE = {
  kind: "text",
  value: "SCOPE",
  summary: "tree for a source repository (the default), image for an unpacked root or a squashfs",
  choices: ["tree", "image"],
} as const;

export interface AuditWish {
  readonly path: string;
  readonly scope: string | undefined;
  readonly rules: readonly string[];
  readonly base?: string | undefined;
}

/** Runs the audit that the words of a command line ask for. */
export async function runAudit(context: CommandContext, { path, scope, rules, base }: AuditWish): Promise<AuditReport> {
  const { audit } = await import("../../audit/index.ts");
  optimiseLate();
  const wish = { path, scope: scopeOf(scope), rules, processes: context.processes, ...(base ? { base } : {}) };
  // A source tree takes about a second; an image has a hundred times as many files.
  if (wish.scope === "tree") return audit(wish);
  return withProgress(context.progress, `audit the image ${path}`, async (task) =>
    audit({ ...wish, tell: (done, total, detail) => task.update({ done, total, detail }) }),
  );
}

function scopeOf(word: string | undefined): AuditScope {
  return word === "image" ? "image" : "tree";
}

/** The directory whose own waivers count; undefined for an image in one file. */
export function rootOf(path: string): string | undefined {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ? path : undefined;
}
