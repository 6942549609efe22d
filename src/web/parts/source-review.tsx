import type { ComponentChildren } from "preact";
import type { ReviewFindings } from "../../updates/index.ts";
import { differencePath, updatePath, webAddress } from "../text/addresses.ts";
import { cutLines, pageBytes } from "../text/cut.ts";
import { clip, visible } from "../text/visible.ts";
import { capital, count } from "../text/words.ts";
import { Diff } from "./diff.tsx";
import { Note } from "./note.tsx";

type Source = ReviewFindings["source"];
type Patch = Source["patches"][number];
type Unexpected = Source["unexpected"][number];

/** Markup around one file, without its words. */
const HEAD_BYTES = 450;
const LONGEST_NOTE = 240;
const LONGEST_LINK = 200;
const MOST_LINKS = 3;

/**
 * What changed in the source, unexpected things first, then patches and changelog.
 * `bytes` of page are spent in that order, so that a long patch never hides an unexpected file; the rest is a click away.
 */
export function SourceReview({ id, source, bytes }: { id: string; source: Source; bytes: number }) {
  const purse = { left: bytes };
  const unexpected = source.unexpected.flatMap((file) => show(id, purse, file, bytes / 4, file.why, []));
  const patches = source.patches.flatMap((file) => show(id, purse, file, bytes / 2, file.description, file.links));
  const hidden = source.unexpected.length + source.patches.length - unexpected.length - patches.length;
  return (
    <>
      {source.problem === "" ? null : (
        <Note tone="soon">
          <p>{clip(source.problem, 600)}</p>
        </Note>
      )}
      {source.unexpected.length === 0 ? null : (
        <>
          <h3>Unexpected</h3>
          <p>
            {capital(count(source.unexpected.length, "file", "files"))} that a security update rarely touches. Each says
            why it stands here.
          </p>
          {unexpected}
        </>
      )}
      <h3>Patches</h3>
      {source.patches.length === 0 ? <p>No file under debian/patches changed.</p> : null}
      {patches}
      {hidden > 0 ? (
        <p>
          <a href={updatePath(id, "/difference")}>All changed files, {hidden} more than here</a>
        </p>
      ) : null}
      <h3>Changelog</h3>
      {source.changelog === "" ? (
        <p>The changelog did not change, or there is nothing to compare it with.</p>
      ) : (
        <Difference id={id} path="debian/changelog" diff={source.changelog} bytes={Math.max(600, purse.left)} />
      )}
    </>
  );
}

/** One file, if there is room for its head; its difference as far as there is room. */
function show(
  id: string,
  purse: { left: number },
  file: Patch | Unexpected,
  share: number,
  note: string,
  links: readonly string[],
): ComponentChildren[] {
  const words = [
    file.path,
    note.slice(0, LONGEST_NOTE),
    ...links.slice(0, MOST_LINKS).map((link) => link.slice(0, LONGEST_LINK)),
  ];
  const head = HEAD_BYTES + words.reduce((sum, word) => sum + 2 * pageBytes(word), 0);
  if (head > purse.left) return [];
  const bytes = Math.max(0, Math.min(purse.left - head, share));
  purse.left -= head + Math.min(bytes, pageBytes(file.diff) + 21 * file.diff.split("\n").length);
  const isPatch = "links" in file;
  return [
    <div class="file" key={file.path}>
      <h4>
        <span class={isPatch ? "v" : "v late"}>{visible(file.path)}</span> <small>{file.change}</small>
      </h4>
      {note === "" ? null : <p>{clip(note, LONGEST_NOTE)}</p>}
      {isPatch ? <Links links={links} /> : null}
      <Difference id={id} path={file.path} diff={file.diff} bytes={bytes} />
    </div>,
  ];
}

/** Where upstream changed it, as the patch's header says. Only web addresses become links. */
function Links({ links }: { links: readonly string[] }) {
  if (links.length === 0) return <p class="soft">The patch names no upstream change.</p>;
  return (
    <ul class="links">
      {links.slice(0, MOST_LINKS).map((link) => {
        const address = link.length > LONGEST_LINK ? null : webAddress(link);
        return (
          <li key={link}>
            {address ? (
              <a href={address} rel="noreferrer noopener nofollow">
                {visible(link)}
              </a>
            ) : (
              clip(link, LONGEST_LINK)
            )}
          </li>
        );
      })}
    </ul>
  );
}

function Difference({ id, path, diff, bytes }: { id: string; path: string; diff: string; bytes: number }) {
  if (diff === "") return <p class="soft">Not text: only its hash can be compared.</p>;
  const { text, left } = cutLines(diff, bytes);
  return (
    <>
      {text === "" ? null : <Diff text={text} label={`Difference of ${path}`} />}
      {left === 0 ? null : (
        <p>
          <a href={differencePath(id, path)}>
            {text === "" ? `Read the difference, ${left} lines` : `Read the whole difference, ${left} more lines`}
            <span class="vh"> of {visible(path)}</span>
          </a>
        </p>
      )}
    </>
  );
}
