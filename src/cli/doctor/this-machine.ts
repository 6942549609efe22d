import { existsSync, readdirSync, readFileSync, statfsSync } from "node:fs";
import { userInfo } from "node:os";
import { dirname, join } from "node:path";
import { PRODUCT_ROOT } from "../frame/product.ts";
import type { CommandContext } from "../frame/verb.ts";
import type { Patient, SigningKeys } from "./finding.ts";

const HEAD_LIMIT_MS = 10_000;
const SIGNER_LIMIT_MS = 10_000;

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
    signingKeys: () => signingKeys(context),
  };
}

/** A machine without a signer, or a user who may not ask it, is no fault of the machine. */
async function signingKeys(context: CommandContext): Promise<SigningKeys | undefined> {
  const socket = join(context.dataDirectory, "run", "signer");
  if (!existsSync(socket)) return undefined;
  const [{ createSignerClient }, { warningDays }] = await Promise.all([
    import("../../signer/index.ts"),
    import("../desk/warning-days.ts"),
  ]);
  const client = createSignerClient(socket, { timeLimitMs: SIGNER_LIMIT_MS, patienceMs: 0 });
  try {
    return { keys: await client.keys(), warningDays: await warningDays(context) };
  } catch {
    return undefined;
  }
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
