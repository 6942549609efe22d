import type { Frame, UpdateModel } from "../model/index.ts";
import { Diff } from "../parts/diff.tsx";
import { Layout } from "../parts/layout.tsx";
import { Empty } from "../parts/note.tsx";
import { UpdateHead } from "../parts/update-head.tsx";
import { differencePath, updatePath } from "../text/addresses.ts";
import { cutLines } from "../text/cut.ts";
import { visible } from "../text/visible.ts";
import { formatNumber } from "../text/words.ts";

/** Bytes of difference on one page. */
const BYTES = 36_000;
const FILES_A_PAGE = 150;

export interface ChangedFile {
  readonly path: string;
  readonly change: string;
  readonly diff: string;
}

/** Every file whose source changed, the unexpected ones first. */
export function changedFiles(model: UpdateModel): readonly ChangedFile[] {
  if (!model.review) return [];
  const { unexpected, patches, changelog } = model.review.source;
  const log = changelog === "" ? [] : [{ path: "debian/changelog", change: "changed", diff: changelog }];
  return [...unexpected, ...patches, ...log];
}

/** One file's difference from a line on, a page at a time. */
export function DifferencePage(props: { frame: Frame; model: UpdateModel; file: ChangedFile; from: number }) {
  const { frame, model, file, from } = props;
  const { row } = model;
  const lines = file.diff.replace(/\n$/, "").split("\n");
  const { text, left } = cutLines(lines.slice(from).join("\n"), BYTES);
  const next = lines.length - left;
  return (
    <Layout frame={frame} title={`${file.path} in ${row.id}`} confidential={row.embargoed && row.state !== "published"}>
      <UpdateHead frame={frame} row={row} of={visible(file.path)} />
      <p>
        {file.change === "added" ? "A new file" : file.change === "removed" ? "A file that is gone" : "A changed file"},
        with lines {formatNumber(from + 1)} to {formatNumber(next)} of {formatNumber(lines.length)} of its difference
        below. <a href={updatePath(row.id, "/difference")}>All changed files</a>
      </p>
      {file.diff === "" ? (
        <Empty>Not text: only its hash can be compared.</Empty>
      ) : (
        <Diff text={text} label={`Difference of ${file.path}`} />
      )}
      {left > 0 ? (
        <nav class="pager" aria-label="Pages of the difference">
          <a href={differencePath(row.id, file.path, next)} rel="next">
            Further on →
          </a>
        </nav>
      ) : null}
    </Layout>
  );
}

/** The list of changed files, a page at a time. */
export function DifferencesPage({ frame, model, page }: { frame: Frame; model: UpdateModel; page: number }) {
  const { row } = model;
  const files = changedFiles(model);
  const shown = files.slice((page - 1) * FILES_A_PAGE, page * FILES_A_PAGE);
  return (
    <Layout
      frame={frame}
      title={`Changed files of ${row.id}`}
      confidential={row.embargoed && row.state !== "published"}
    >
      <UpdateHead frame={frame} row={row} of={`${formatNumber(files.length)} changed files`} />
      {shown.length === 0 ? <Empty>No file changed, or none was compared yet.</Empty> : null}
      <ul class="plain">
        {shown.map((file) => (
          <li key={file.path}>
            <a class="v" href={differencePath(row.id, file.path)}>
              {visible(file.path)}
            </a>{" "}
            <small>{file.change}</small>
          </li>
        ))}
      </ul>
      {page * FILES_A_PAGE < files.length ? (
        <nav class="pager" aria-label="Pages of changed files">
          <a href={updatePath(row.id, `/difference?page=${page + 1}`)} rel="next">
            Further on →
          </a>
        </nav>
      ) : null}
    </Layout>
  );
}
