import type { Overview } from "../../../cases/index.ts";
import { casesPath } from "../../text/cases/addresses.ts";
import { capital, count } from "../../text/words.ts";

/** How much headers took out of everybody's sight, and where it is; nothing where there is none. */
export function SetAsideLine({ overview: { setAside } }: { overview: Overview }) {
  const { total, lastWeek } = setAside;
  if (total === 0) return null;
  return (
    <p class="soft">
      {capital(count(lastWeek, "mail was", "mails were"))}{" "}
      <a href={casesPath.setAside}>set aside by the spam filter and other headers</a> in the last 7 days, {total} in
      all.
    </p>
  );
}
