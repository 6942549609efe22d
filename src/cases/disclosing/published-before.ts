import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import type { Form } from "../../advisories/index.ts";
import type { Db } from "../records/index.ts";
import type { DisclosingContext } from "./context.ts";

/**
 * Why an advisory's id cannot be published by a case; undefined when it can. Either another case was published under it, or the
 * tree of documents has another text there, from before or written by hand. Once the case itself was published it is its own.
 */
export async function publishedBefore(
  { tree }: Pick<DisclosingContext, "tree">,
  db: Db,
  { caseId, advisory, forms }: { readonly caseId: string; readonly advisory: string; readonly forms: readonly Form[] },
): Promise<string | undefined> {
  const rows = await db
    .selectFrom("case_disclosure")
    .select(["case_id", "begun_at"])
    .where((is) => is.or([is("case_id", "=", caseId), is(sql`lower(advisory)`, "=", advisory.toLowerCase())]))
    .execute();
  if (rows.some(({ case_id: id }) => id === caseId)) return undefined;
  const [other] = rows;
  if (other) {
    const day = other.begun_at.toISOString().slice(0, 10);
    return `${advisory} was published by ${other.case_id} on ${day}. Give this advisory an id of its own.`;
  }
  for (const { path, bytes } of forms.filter((form) => form.kind === "csaf")) {
    const there = await readIfThere(join(tree, path));
    if (there && !there.equals(Buffer.from(bytes))) {
      return `The published documents hold another ${advisory} (${path}). Give this advisory an id of its own.`;
    }
  }
  return undefined;
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  }
}
