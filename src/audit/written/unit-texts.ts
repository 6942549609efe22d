/** A unit that a program holds as a text of several lines. */
export interface UnitText {
  readonly text: string;
  readonly lines: readonly number[];
  readonly isForUsers: boolean;
}

const FIRST = /^(?:.*["'`])?[ \t]*(\[(?:Unit|Service)\])[ \t]*\r?$/;
const LINE = /^[ \t]*(?:\[(?:X-)?[A-Z]\w+\]|[A-Z]\w*[ \t]*=.*|[#;].*|)\r?$/;
/** What closes a text of several lines behind its last line. */
const CLOSE = /["'`]{1,3}[)\],;.\w]*[ \t]*\r?$/;
const MOST = 200;

/** The units that the texts of a program are, as far as they stand there line by line. */
export function unitTexts(text: string): UnitText[] {
  if (!text.includes("[Service]")) return [];
  const lines = text.split("\n");
  const found: UnitText[] = [];
  const isForUsers = /systemd\/user\/|systemctl["', ]+--user/.test(text) && !/systemd\/system\//.test(text);
  for (let at = 0; at < lines.length; at += 1) {
    const first = FIRST.exec(lines[at] ?? "")?.[1];
    if (first === undefined) continue;
    const unit = [first];
    const start = at;
    while (at + 1 < lines.length && unit.length < MOST) {
      const next = lines[at + 1] ?? "";
      const last = LINE.test(next) ? "" : next.replace(CLOSE, "");
      if (last !== "" && (last === next || !LINE.test(last))) break;
      at += 1;
      unit.push(last === "" ? next.trim() : last.trim());
      if (last !== "") break;
    }
    if (unit.includes("[Service]") && unit.some((each) => /^Exec\w+=/.test(each)))
      found.push({ text: unit.join("\n"), lines: unit.map((_, index) => start + index + 1), isForUsers });
  }
  return found;
}
