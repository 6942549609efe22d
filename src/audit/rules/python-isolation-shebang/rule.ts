import { type Grade, gradeOfProgram } from "../../entries/grade.ts";
import { isPython, pythonRun } from "../../entries/interpreters.ts";
import { isolationOf, leftOpen } from "../../entries/isolation.ts";
import { baseName, launchOf } from "../../entries/wrappers.ts";
import { PLACEHOLDER } from "../../files/by-shebang.ts";
import type { AuditContext, AuditedFile, RawFinding, Rule } from "../../model.ts";
import type { ShellWord } from "../../parse/shell/types.ts";

/** First lines that start Python with the caller's modules. */
export const pythonIsolationShebang: Rule = {
  id: "python-isolation-shebang",
  class: "b",
  title: "A Python program takes modules from its caller",
  severity: "high",
  scopes: ["tree", "image"],
  why: "Without `-I`, Python searches modules in the directories of PYTHONPATH and of the user's site-packages, and in the folder of the script, and runs `usercustomize.py` of the user at its start. Whoever can write a file in the home directory of the user who runs the program, or sets a variable on the way, has code of theirs run in it: with the rights of root where sudo, a system service or another root program starts it. `#!/usr/bin/env python3` searches the interpreter itself in the caller's PATH.\n\nHigh where the program runs as root or as an account that may become root, medium where a session starts it, low for a module that has an executable bit although nothing starts it. `-E` or `-s` alone leave the rest open, which is medium at most.",
  fix: "Begin the program with\n\n    #!/usr/bin/python3 -I\n\nor with `#!/usr/bin/env -S python3 -I` where the interpreter has no fixed place. Modules of its own then stand in `/usr/lib/python3/dist-packages`, since the folder of the script is no longer searched. Other options join it: `-IBu`. A module that nobody starts needs neither the line nor the executable bit. A Python 2 program has no `-I`: port it, or begin it with `-Es`.",
  references: [
    { title: "python3(1), -I" },
    { title: "Python: command line, -I", url: "https://docs.python.org/3/using/cmdline.html#cmdoption-I" },
    { title: "CWE-427: Uncontrolled search path element", url: "https://cwe.mitre.org/data/definitions/427.html" },
  ],
  *detect(context: AuditContext): Iterable<RawFinding> {
    for (const file of context.ofKind("python")) {
      if (file.fate !== "image") continue;
      const finding = findingIn(context, file);
      if (finding) yield finding;
    }
  },
};

/** The words of a first line as the kernel and env(1) take them. */
function shebangWords(file: AuditedFile): readonly ShellWord[] {
  const text = file.text();
  if (!text.startsWith("#!")) return [];
  const end = text.indexOf("\n");
  const line = text.slice(2, Math.min(end < 0 ? text.length : end, 512)).trim();
  return line
    .split(/\s+/)
    .filter((word) => word !== "-S" && word !== "--split-string")
    .map((word) => ({
      text: filledIn(word.replace(/^(?:-[iv0]*S|--split-string=)(?=.)/, "")),
      isFixed: true,
      forwardsArguments: false,
      line: 1,
    }));
}

/** `@PYTHON@` stands for a program of that name, which the build knows. */
function filledIn(word: string): string {
  return word.replace(/[^/]+$/, (name) =>
    name.replace(PLACEHOLDER, (_whole, _mark, inner: string) => inner.toLowerCase()),
  );
}

/** Of a template a build makes a program, whatever its own mode is. */
function gradeOf(context: AuditContext, file: AuditedFile): Grade | undefined {
  const isTemplate = /^#!.*(?:[@%_{]{1,2}) ?\w+ ?(?:[@%_}]{1,2})\s/.test(file.text().slice(0, 512));
  return gradeOfProgram(context, file) ?? (isTemplate ? { severity: "medium", entryPath: undefined } : undefined);
}

function findingIn(context: AuditContext, file: AuditedFile): RawFinding | undefined {
  const words = shebangWords(file);
  const launch = launchOf(words);
  if (!launch || !isPython(launch.program.text)) return undefined;
  const options = pythonRun(launch.arguments)?.options ?? [];
  const isolation = isolationOf(options);
  const searches = baseName(words[0]?.text ?? "") === "env" && !launch.program.text.includes("/");
  if (isolation === "full") return undefined;
  const grade = gradeOf(context, file);
  if (!grade) return undefined;
  const { severity, entryPath } = grade;
  return {
    path: file.path,
    line: 1,
    severity: isolation === "some" && severity === "high" ? "medium" : severity,
    message: `Python starts with modules from ${leftOpen(options)}${searches ? ", and env takes the interpreter from the caller's PATH" : ""}.`,
    ...(entryPath ? { entryPath } : {}),
  };
}
