import type { Frame } from "../../model/index.ts";
import { hourIn } from "../../text/cases/zone.ts";

/** An hour that was promised: in UTC, and in the reader's zone or the one in which it was agreed. */
export function HourIn({ at, frame, zone = frame.zone }: { at: Date; frame: Frame; zone?: string }) {
  return (
    <time class="hour" dateTime={at.toISOString()}>
      {hourIn(at, zone === "UTC" ? frame.zone : zone, frame.now)}
    </time>
  );
}
