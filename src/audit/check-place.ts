import { accessSync, constants, type Stats, statSync } from "node:fs";
import { SamedayError } from "../kernel/index.ts";
import type { AuditScope } from "./model.ts";

/** What stands at the path of an audit. Throws INPUT_INVALID with what to do instead where it cannot be audited. */
export function checkPlace(path: string, scope: AuditScope): Stats {
  const state = stateOf(path);
  if (!state) throw new SamedayError("INPUT_INVALID", `There is no ${path}.`);
  if (state.isFile() && scope === "tree") {
    const message = `${path} is a file. A source tree is a directory; a squashfs is audited with --scope image.`;
    throw new SamedayError("INPUT_INVALID", message);
  }
  if (state.isDirectory()) checkAccess(path);
  else if (!state.isFile()) throw new SamedayError("INPUT_INVALID", `${path} is neither a directory nor a file.`);
  return state;
}

function stateOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (cause) {
    throw notForUs(path, cause);
  }
}

function checkAccess(path: string): void {
  try {
    accessSync(path, constants.R_OK | constants.X_OK);
  } catch (cause) {
    throw notForUs(path, cause);
  }
}

function notForUs(path: string, cause: unknown): SamedayError {
  const code = (cause as NodeJS.ErrnoException).code ?? "unknown";
  if (code === "ENOTDIR") return new SamedayError("INPUT_INVALID", `There is no ${path}.`, cause);
  const advice = code === "EACCES" ? ": run the audit as a user who may read all of it" : "";
  return new SamedayError("INPUT_INVALID", `${path} cannot be read (${code})${advice}.`, cause);
}
