import type { CaseMessage, CaseView } from "../../../cases/index.ts";
import type { Frame } from "../../model/index.ts";
import { CaseHead } from "../../parts/cases/head.tsx";
import { Message } from "../../parts/cases/message.tsx";
import { Layout } from "../../parts/layout.tsx";
import { messagePath } from "../../text/cases/addresses.ts";
import { visible } from "../../text/visible.ts";
import { formatNumber } from "../../text/words.ts";

/** Text of a message on one page; more of it is on the next. */
const PAGE_BYTES = 34_000;

export interface MessagePageProps {
  readonly frame: Frame;
  readonly view: CaseView;
  readonly message: CaseMessage;
  /** Counts from 1. */
  readonly page: number;
}

/** One message, whole: a piece of it a page. */
export function MessagePage({ frame, view, message, page }: MessagePageProps) {
  const { id } = view.row;
  const pages = piecesOf(message, PAGE_BYTES);
  const parts = pages[page - 1] ?? [];
  const shown: CaseMessage = { ...message, kept: { ...message.kept, shown: { ...message.kept.shown, parts } } };
  const number = view.messages.findIndex((one) => one.id === message.id) + 1;
  const keys = { reporterKey: view.reporterKey, reporter: view.kept.reporter };
  return (
    <Layout frame={frame} title={id} confidential>
      <CaseHead frame={frame} view={view} of="A message" />
      <Message {...{ caseId: id, message: shown, number, keys, frame }} bytes={Number.MAX_SAFE_INTEGER} level={2} />
      {pages.length > 1 ? (
        <nav class="pager" aria-label="Pages of this message">
          {page > 1 ? (
            <a href={messagePath(id, message.id, `?page=${page - 1}`)} rel="prev">
              ← Before
            </a>
          ) : null}
          <span>
            {formatNumber(page)} of {formatNumber(pages.length)}
          </span>
          {page < pages.length ? (
            <a href={messagePath(id, message.id, `?page=${page + 1}`)} rel="next">
              After →
            </a>
          ) : null}
        </nav>
      ) : null}
    </Layout>
  );
}

type Parts = CaseMessage["kept"]["shown"]["parts"];

/** The parts of a message in pieces of about so many bytes of page. No line is lost; parts are never joined. */
export function piecesOf({ kept }: CaseMessage, bytes: number): readonly Parts[] {
  const pieces: Parts[number][][] = [[]];
  let used = 0;
  for (const part of kept.shown.parts) {
    for (const text of chunks(visible(part.text), bytes)) {
      const size = pageSize(text) + 200;
      if (used > 0 && used + size > bytes) {
        pieces.push([]);
        used = 0;
      }
      pieces.at(-1)?.push({ ...part, text });
      used += size;
    }
  }
  return pieces;
}

/** Characters at their worst: six bytes each once they are escaped. */
const WORST = 6;

function chunks(text: string, bytes: number): readonly string[] {
  if (pageSize(text) + 200 <= bytes) return [text];
  const longest = Math.floor(bytes / WORST);
  const found: string[] = [];
  for (let at = 0; at < text.length; ) {
    const end = at + longest;
    const line = end >= text.length ? text.length : text.lastIndexOf("\n", end) + 1;
    const next = line > at ? line : end - (isHalf(text, end) ? 1 : 0);
    found.push(text.slice(at, next));
    at = next;
  }
  return found;
}

/** Whether a cut here would part a character of two units. */
function isHalf(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff;
}

function pageSize(text: string): number {
  return Buffer.byteLength(text) + 5 * (text.match(/[<&"]/g)?.length ?? 0);
}
