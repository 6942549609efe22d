import { issuesIn } from "../../../debian/index.ts";
import { compareIssueIds } from "../../../kernel/index.ts";
import type { LineContext } from "../../context.ts";
import { readTarball } from "../review/read-tarball.ts";
import type { Upload } from "./read-upload.ts";

/** The issues that the newest changelog entry says it fixes; without a .changes the entry is read from the source itself. */
export async function issuesOf(context: LineContext, upload: Upload): Promise<string[]> {
  const text = upload.changes === "" ? await newestEntry(context, upload) : upload.changes;
  return [...issuesIn(text)].sort(compareIssueIds);
}

async function newestEntry(context: LineContext, upload: Upload): Promise<string> {
  const packaging = upload.files.find((file) => /\.debian\.tar\.[a-z0-9]+$/.test(file.name));
  if (!packaging) return "";
  const tree = await readTarball(context.runner, context.blobs.path(packaging.sha256), packaging.name);
  const changelog = Buffer.from(tree.get("debian/changelog") ?? "").toString("utf8");
  return changelog.split(/^ -- /m)[0] ?? "";
}
