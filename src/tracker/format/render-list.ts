import type { ListFile } from "./list-file.ts";
import type { Span } from "./types.ts";

/** The file's exact bytes, put together from its records: a proof that none is lost between them. */
export function renderList(file: ListFile): Uint8Array {
  const spans: Pick<Span, "start" | "end">[] = [...file.records, ...file.quiet.spans(), ...file.setAside];
  spans.sort((a, b) => a.start - b.start);
  const parts = [file.text.slice(0, spans[0]?.start ?? file.text.length)];
  for (const span of spans) parts.push(file.text.slice(span.start, span.end));
  return Buffer.from(parts.join(""), "latin1");
}
