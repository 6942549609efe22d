import type { EntryPath, Finding, Severity } from "../model.ts";
import { contextLines, type TextOf } from "./context-lines.ts";
import { type Look, oneLine, wrapped } from "./look.ts";

const CONTROLS = { arguments: "its arguments", environment: "its environment", directory: "the directory it runs in" };

/** One finding for people: where, what, the line itself, and how an attacker comes here. */
export function findingText(finding: Finding, textOf: TextOf, look: Look): readonly string[] {
  const { path, line, severity, message, fingerprint, entryPath } = finding;
  const place = oneLine(line > 0 ? `${path}:${line}` : path, look);
  const text = line > 0 ? textOf(path) : undefined;
  return [
    `${severityWord(severity, look)}  ${look.strong(place)}  ${look.quiet(fingerprint)}`,
    ...wrapped(oneLine(message, look), "  "),
    ...(text === undefined ? [] : contextLines(text, line, look)),
    ...(entryPath && entryPath.steps.length > 0 ? wayText(entryPath, look) : []),
  ];
}

function wayText({ privilege, runsAs, callerControls, steps }: EntryPath, look: Look): readonly string[] {
  const who = oneLine(runsAs ?? (privilege === "session" ? "the user of the session" : privilege), look);
  const controls = callerControls.map((one) => CONTROLS[one]).join(" and ");
  const head = `  How an attacker comes here: it runs as ${who}${controls === "" ? "" : `, and its caller chooses ${controls}`}`;
  return [
    head,
    ...steps.map((step, index) => {
      const place = step.line > 0 ? `${step.path}:${step.line}` : step.path;
      return `    ${index + 1}. ${oneLine(step.says, look)} ${look.quiet(`(${oneLine(place, look)})`)}`;
    }),
  ];
}

export function severityWord(severity: Severity, look: Look): string {
  const word = severity.padEnd(6);
  if (severity === "high") return look.bad(word);
  if (severity === "medium") return look.waiting(word);
  return severity === "low" ? look.strong(word) : look.quiet(word);
}
