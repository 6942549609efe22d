import { formatAgo, formatShort } from "../text/times.ts";

/** A point in time with hour and zone. */
export function When({ at, now }: { at: Date; now: Date }) {
  return <time dateTime={at.toISOString()}>{formatShort(at, now)}</time>;
}

/** `3 h ago`; the exact time for machines and in the tool tip. */
export function Ago({ at, now }: { at: Date; now: Date }) {
  return (
    <time dateTime={at.toISOString()} title={formatShort(at, now)}>
      {formatAgo(at, now)}
    </time>
  );
}
