import { strictToml } from "../../distribution/index.ts";
import type { Instant } from "../model.ts";

/** A time with its zone: an embargo that ends "on Tuesday" ends at a different hour for everybody. */
export const instant: strictToml.Field<Instant> = {
  form: "time with zone, `2026-11-24T14:00:00+01:00`",
  read(node, report) {
    const wanted = "a time with its zone such as 2026-11-24T14:00:00Z or 2026-11-24T15:00:00+01:00, without quotes";
    if (node.kind !== "time") return strictToml.wrongKind(node, wanted, report);
    const zone = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?([Zz]|[+-]\d\d:\d\d)$/.exec(node.written)?.[1];
    const date = new Date(node.written.replace(" ", "T"));
    if (zone !== undefined && isOnCalendar(node.written) && !Number.isNaN(date.getTime())) {
      return { date, offset: minutesOf(zone) };
    }
    report.error(`${report.format}-bad-time`, node.place, `Here must stand ${wanted}; it is ${node.written}.`);
    return undefined;
  },
};

/** `2026-02-30` would be taken for a day of March. */
function isOnCalendar(written: string): boolean {
  const day = written.slice(0, 10);
  const midnight = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
}

function minutesOf(zone: string): number {
  if (/^z$/i.test(zone)) return 0;
  const [hours = 0, minutes = 0] = zone.slice(1).split(":").map(Number);
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}

/** The most that a CVE record's field takes (CVE JSON 5, 4,096), less what our forms add around a text. */
const LONGEST_TEXT = 3_800;

/** Text of one or more paragraphs, parted by empty lines. Lines within a paragraph are joined: forms break them anew. */
export const paragraphs: strictToml.Field<string> = {
  form: "text, paragraphs parted by an empty line",
  read(node, report) {
    if (node.kind !== "text") return strictToml.wrongKind(node, "text", report);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for.
    if (/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.test(node.value.replaceAll("\r\n", "\n"))) {
      const message = "The text holds control characters; only line ends and tabs may stand in it.";
      report.error(`${report.format}-bad-value`, node.place, message);
      return undefined;
    }
    const text = node.value
      .split(/\n[ \t\r]*\n/)
      .map((paragraph) => paragraph.trim().split(/\s+/).join(" "))
      .filter((paragraph) => paragraph !== "")
      .join("\n\n");
    if (text === "") {
      report.error(`${report.format}-bad-value`, node.place, "The text is empty.");
      return undefined;
    }
    if (text.length <= LONGEST_TEXT) return text;
    const message = `The text has ${text.length} characters; a CVE record takes ${LONGEST_TEXT} with what stands around it. Refer to a page for the rest.`;
    report.error(`${report.format}-text-too-long`, node.place, message);
    return undefined;
  },
};
