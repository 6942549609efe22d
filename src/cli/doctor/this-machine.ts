import { readdirSync, readFileSync, statfsSync } from "node:fs";
import { userInfo } from "node:os";
import { dirname, join } from "node:path";
import { PRODUCT_ROOT } from "../frame/product.ts";
import type { CommandContext } from "../frame/verb.ts";
import type { Patient } from "./finding.ts";

const HEAD_LIMIT_MS = 10_000;

export function thisMachine(context: CommandContext): Patient {
  const user = userInfo();
  return {
    processes: context.processes,
    clock: context.clock,
    environment: context.environment,
    nodeVersion: process.versions.node,
    user: { name: user.username, isRoot: user.uid === 0 },
    dataDirectory: context.dataDirectory,
    requirements: readFileSync(join(PRODUCT_ROOT, "packaging/debian/requirements.txt"), "utf8"),
    readText: (path) => orUndefined(() => readFileSync(path, "utf8")),
    list: (path) => orUndefined(() => readdirSync(path)) ?? [],
    freeBytes,
    head,
  };
}

function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function freeBytes(path: string): number {
  for (let at = path; ; at = dirname(at)) {
    const found = orUndefined(() => statfsSync(at));
    if (found) return found.bavail * found.bsize;
    if (at === dirname(at)) return 0;
  }
}

async function head(url: string): Promise<{ status: number; date: Date | undefined } | undefined> {
  try {
    const { status, headers } = await fetch(url, { method: "HEAD", signal: AbortSignal.timeout(HEAD_LIMIT_MS) });
    const date = new Date(headers.get("date") ?? "");
    return { status, date: Number.isNaN(date.getTime()) ? undefined : date };
  } catch {
    return undefined;
  }
}
