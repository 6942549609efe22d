import type { Paged } from "../model/index.ts";
import { formatNumber } from "../text/words.ts";

/** Where in a long list the reader is, with the way on. `pathOf` answers a page's address. */
export function Pager<Row>({
  list,
  what,
  pathOf,
}: {
  list: Paged<Row>;
  what: string;
  pathOf: (page: number) => string;
}) {
  const pages = Math.max(1, Math.ceil(list.total / list.pageSize));
  if (pages === 1) return null;
  const first = (list.page - 1) * list.pageSize + 1;
  const last = Math.min(list.total, list.page * list.pageSize);
  return (
    <nav class="pager" aria-label={`Pages of ${what}`}>
      {list.page > 1 ? (
        <a href={pathOf(list.page - 1)} rel="prev">
          ← Previous
        </a>
      ) : null}
      <span>
        {formatNumber(first)} to {formatNumber(last)} of {formatNumber(list.total)}
      </span>
      {list.page < pages ? (
        <a href={pathOf(list.page + 1)} rel="next">
          Next →
        </a>
      ) : null}
    </nav>
  );
}
