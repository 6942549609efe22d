import type { ComponentChildren } from "preact";
import type { ReviewFindings } from "../../updates/index.ts";
import { differencePath, updatePath, webAddress } from "../text/addresses.ts";
import { cutLines } from "../text/cut.ts";
import { visible } from "../text/visible.ts";
import { capital, count } from "../text/words.ts";
import { Diff } from "./diff.tsx";
import { Note } from "./note.tsx";

type Source = ReviewFindings["source"];
type Shown = Source["unexpected"][number] | Source["patches"][number];

/** Bytes of page for all differences together: the page stays under 50 kB, the rest is one click away. */
const BYTES = 16_000;
const MOST_FILES = 16;

/** What changed in the source, unexpected things named first, then patches and changelog. */
export function SourceReview({ id, source }: { id: string; source: Source }) {
  let left = BYTES;
  const show = (file: { path: string; diff: string }, share: number) => {
    const { text, left: lines } = cutLines(file.diff, Math.min(left, share));
    left -= Math.min(left, share, file.diff.length + 21 * file.diff.split("\n").length);
    return <Difference id={id} path={file.path} whole={file.diff} text={text} left={lines} />;
  };
  const files = source.patches.length + source.unexpected.length;
  return (
    <>
      {source.problem === "" ? null : (
        <Note tone="soon">
          <p>{visible(source.problem)}</p>
        </Note>
      )}
      {source.unexpected.length === 0 ? null : (
        <>
          <h3>Unexpected</h3>
          <p>
            {capital(count(source.unexpected.length, "file", "files"))} that a security update rarely touches. Each says
            why it stands here.
          </p>
          {source.unexpected.slice(0, MOST_FILES).map((file) => (
            <FileHead key={file.path} file={file} tone="late" note={file.why}>
              {show(file, BYTES / 4)}
            </FileHead>
          ))}
        </>
      )}
      <h3>Patches</h3>
      {source.patches.length === 0 ? <p>No file under debian/patches changed.</p> : null}
      {source.patches.slice(0, MOST_FILES).map((file) => (
        <FileHead key={file.path} file={file} tone="plain" note={file.description}>
          <Links links={file.links} />
          {show(file, BYTES / 2)}
        </FileHead>
      ))}
      {source.patches.length > MOST_FILES || source.unexpected.length > MOST_FILES ? (
        <p>
          <a href={updatePath(id, "/difference")}>All {files} changed files</a>
        </p>
      ) : null}
      <h3>Changelog</h3>
      {source.changelog === "" ? (
        <p>The changelog did not change, or there is nothing to compare it with.</p>
      ) : (
        show({ path: "debian/changelog", diff: source.changelog }, BYTES / 4)
      )}
    </>
  );
}

function FileHead(props: { file: Shown; tone: "late" | "plain"; note: string; children: ComponentChildren }) {
  const { file, tone, note } = props;
  return (
    <div class="file">
      <h4>
        <span class={tone === "late" ? "v late" : "v"}>{visible(file.path)}</span> <small>{file.change}</small>
      </h4>
      {note === "" ? null : <p>{visible(note)}</p>}
      {props.children}
    </div>
  );
}

/** Where upstream changed it, as the patch's header says. Only web addresses become links. */
function Links({ links }: { links: readonly string[] }) {
  if (links.length === 0) return <p class="soft">The patch names no upstream change.</p>;
  return (
    <ul class="links">
      {links.slice(0, 8).map((link) => {
        const address = webAddress(link);
        return (
          <li key={link}>
            {address ? (
              <a href={address} rel="noreferrer noopener nofollow">
                {visible(link)}
              </a>
            ) : (
              visible(link)
            )}
          </li>
        );
      })}
    </ul>
  );
}

function Difference(props: { id: string; path: string; whole: string; text: string; left: number }) {
  const { id, path, whole, text, left } = props;
  if (whole === "") return <p class="soft">Not text: only its hash can be compared.</p>;
  return (
    <>
      {text === "" ? null : <Diff text={text} label={`Difference of ${path}`} />}
      {left === 0 ? null : (
        <p>
          <a href={differencePath(id, path)}>
            {text === "" ? `Read the difference of ${visible(path)}` : `Read the whole difference, ${left} more lines`}
          </a>
        </p>
      )}
    </>
  );
}
