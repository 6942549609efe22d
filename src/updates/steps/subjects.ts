import type { Subject } from "../../evidence/index.ts";
import type { LineContext } from "../context.ts";
import { filesOf } from "../records/files.ts";

/** The source and packages of an update as the subjects of a statement. */
export async function subjectsOf(context: LineContext, updateId: string): Promise<Subject[]> {
  const files = await filesOf(context.store.db, updateId);
  return files
    .filter((file) => file.role === "source" || (file.role === "built" && /\.u?deb$/.test(file.name)))
    .map((file) => ({ name: file.name, digest: { sha256: file.sha256 } }));
}
