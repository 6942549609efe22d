import { issuesIn } from "../../../debian/index.ts";
import { compareIssueIds } from "../../../kernel/index.ts";
import type { LineContext } from "../../context.ts";
import { readFromTarball } from "../review/read-tarball.ts";
import type { Upload } from "./read-upload.ts";

/** The issues that the newest changelog entry says it fixes; without a .changes the entry is read from the source itself. */
export async function issuesOf(context: LineContext, upload: Upload): Promise<string[]> {
  const text = upload.changes === "" ? await newestEntry(context, upload) : upload.changes;
  return [...issuesIn(text)].sort(compareIssueIds);
}

/** The newest entry stands first; no entry of Debian's is larger. */
const LARGEST_ENTRY = 256 * 1024;

/** Formats 3.0 (quilt), and 3.0 (native), whose one tarball has a directory on top. Empty where there is none. */
async function newestEntry(context: LineContext, upload: Upload): Promise<string> {
  const packaging =
    upload.files.find((file) => /\.debian\.tar\.[a-z0-9]+$/.test(file.name)) ??
    upload.files.find((file) => /^[^_]+_[^_]+(?<!\.orig)\.tar\.[a-z0-9]+$/.test(file.name));
  if (!packaging) return "";
  const found = await readFromTarball(
    context.runner,
    { name: packaging.name, path: context.blobs.path(packaging.sha256) },
    (path) => /^(?:[^/]+\/)?debian\/changelog$/.test(path),
    LARGEST_ENTRY,
  );
  const changelog = found.get("debian/changelog") ?? [...found.values()][0];
  return (
    Buffer.from(changelog ?? "")
      .toString("utf8")
      .split(/^ -- /m)[0] ?? ""
  );
}
