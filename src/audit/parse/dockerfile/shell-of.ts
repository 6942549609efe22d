const RUN = /^[ \t]*RUN[ \t]+(?:--\w[\w-]*(?:=\S+)?[ \t]+)*/i;
const HERE = /<<-?[ \t]*(["']?)(\w+)\1/;

/**
 * What a Dockerfile runs (`RUN`) as a script whose lines are those of the file. Comments within a command are left out, as
 * its builder does; a command in the form of a list has no shell.
 */
export function shellOfDockerfile(text: string): string {
  const lines = text.split("\n");
  const script: string[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const first = lines[at] ?? "";
    const command = RUN.exec(first)?.[0];
    const isRun = command !== undefined && !first.slice(command.length).startsWith("[");
    const end = endOf(lines, at);
    for (let index = at; index <= end; index += 1) {
      const line = index === at ? first.slice(command?.length ?? 0) : (lines[index] ?? "");
      script.push(isRun ? (index > at && index < end && /^[ \t]*(?:#|\r?$)/.test(line) ? "\\" : line) : "");
    }
    at = end;
    const word = HERE.exec(first)?.[2];
    if (!word || !/^[ \t]*(?:RUN|COPY|ADD)\b/i.test(first)) continue;
    // A here document: the whole of it is the script, or the input of the command in front.
    const close = closeOf(lines, at, word);
    if (close < 0) continue;
    const isScript = isRun && /^(?:--\S+[ \t]+)*<</.test(first.slice(command.length));
    if (isScript) script[script.length - 1] = "";
    for (let index = at + 1; index <= close; index += 1)
      script.push(!isRun || (isScript && index === close) ? "" : (lines[index] ?? ""));
    at = close;
  }
  return script.join("\n");
}

/** A here document that a person wrote ends before this many lines. */
const LONGEST = 1000;

function closeOf(lines: readonly string[], from: number, word: string): number {
  const last = Math.min(lines.length, from + LONGEST);
  for (let at = from + 1; at < last; at += 1) if (lines[at]?.trim() === word) return at;
  return -1;
}

/** The last line of an instruction: a backslash takes in the next one, and comments and empty lines between. */
function endOf(lines: readonly string[], from: number): number {
  let at = from;
  let goesOn = /\\[ \t]*\r?$/.test(lines[at] ?? "");
  while (goesOn && at + 1 < lines.length) {
    at += 1;
    const line = lines[at] ?? "";
    if (!/^[ \t]*(?:#.*)?\r?$/.test(line)) goesOn = /\\[ \t]*\r?$/.test(line);
  }
  return at;
}
