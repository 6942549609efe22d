import { posix } from "node:path";
import type { AuditedFile } from "../model.ts";
import { parsedOf } from "../parse/parsed-of.ts";
import { readPerl } from "../parse/perl/read-perl.ts";
import { readPythonImports } from "../parse/python/read-imports.ts";
import { readPython } from "../parse/python/read-python.ts";
import type { PythonProgram } from "../parse/python/types.ts";
import { readShell } from "../parse/shell/read-shell.ts";
import { isPython, pythonRun, scriptOf } from "./interpreters.ts";
import { startsOfPerl } from "./perl-starts.ts";
import { startsOfPython } from "./python-starts.ts";
import type { Resolver } from "./resolve.ts";
import { type Start, startsOfShell, startsOfText } from "./starts.ts";
import { launchOf } from "./wrappers.ts";

/** From a program to one that it starts, sources or imports. */
export interface Edge {
  readonly target: AuditedFile;
  readonly what: "script" | "interpreter" | "library" | "module";
  readonly line: number;
  /** The account to which the line changes. */
  readonly account: string | undefined;
}

/** What these words lead to, perhaps through an interpreter or `sh -c`. */
export function edgesOfWords({ words, directory, line }: Start, resolver: Resolver): Edge[] {
  const launch = launchOf(words);
  if (!launch) return [];
  const { program, account } = launch;
  if (program.text === "." || program.text === "source") {
    const library = launch.arguments[0] && resolver.program(launch.arguments[0], directory);
    return library ? [{ target: library, what: "library", line, account }] : [];
  }
  const edges: Edge[] = [];
  const target = resolver.program(program, directory);
  if (target) edges.push({ target, what: "script", line, account });
  const script = scriptOf(launch);
  const scriptFile = script && resolver.program(script, directory);
  if (scriptFile) edges.push({ target: scriptFile, what: "interpreter", line, account });
  const run = isPython(program.text) ? pythonRun(launch.arguments) : undefined;
  if (run?.kind === "module" && run.what) {
    const module = resolver.module(`${run.what.text}.__main__`, "/") ?? resolver.module(run.what.text, "/");
    if (module) edges.push({ target: module, what: "module", line, account });
  }
  // A wrapper that nobody knows names the program among its arguments: `netns-wrapper 10 -- /usr/bin/x`.
  for (const word of launch.arguments) {
    if (word === script || !/^\/(?:usr\/(?:local\/)?)?(?:s?bin|lib|libexec)\/./.test(word.text)) continue;
    const named = resolver.program(word, directory);
    if (named && named.kind !== "other") edges.push({ target: named, what: "script", line, account });
  }
  return edges;
}

/** Edges of the words of a root, which no shell has read yet. */
export function edgesOfRoot(start: Start, resolver: Resolver): Edge[] {
  const text = start.words.findIndex(
    (word, at) => /^-[a-z]*c$/.test(word.text) && /(?:^|\/)(?:ba|da)?sh$/.test(start.words[at - 1]?.text ?? ""),
  );
  const script = text < 0 ? undefined : start.words[text + 1];
  const inner = script ? startsOfText(script.text, start.line).map((part) => ({ ...part, line: start.line })) : [];
  return [start, ...inner].flatMap((one) => edgesOfWords(one, resolver));
}

/** A Perl program without any of these starts nothing. */
const STARTS_OF_PERL = /\b(?:system|exec|readpipe|open|qx|capture)|`/;

/** Where a program leads. */
export function edgesOf(file: AuditedFile, resolver: Resolver): Edge[] {
  if (file.kind === "shell") {
    const starts = startsOfShell(parsedOf(file, readShell).value);
    return starts.flatMap((start) => edgesOfWords(start, resolver));
  }
  if (file.kind === "perl") {
    const starts = STARTS_OF_PERL.test(file.text()) ? startsOfPerl(parsedOf(file, readPerl).value) : [];
    return starts.flatMap((start) => edgesOfWords(start, resolver));
  }
  if (file.kind !== "python") return [];
  const program = parsedOf(file, readPython).value;
  const starts = startsOfPython(program).flatMap((start) => edgesOfWords(start, resolver));
  return [...starts, ...edgesOfImports(file, program.imports, resolver)];
}

/** Where a library leads, which is to its own libraries: the programs that it starts are not everybody's. */
export function edgesOfLibrary(file: AuditedFile, resolver: Resolver): Edge[] {
  if (file.kind === "python") return edgesOfImports(file, parsedOf(file, readPythonImports).value, resolver);
  return edgesOf(file, resolver).filter(({ what }) => what === "library" || what === "module");
}

function edgesOfImports(file: AuditedFile, imports: PythonProgram["imports"], resolver: Resolver): Edge[] {
  const beside = posix.dirname(file.installedPath ?? "/");
  return imports.flatMap(({ module, line, names }): Edge[] => {
    const full = module.startsWith(".") ? undefined : module;
    const targets = full ? [full, ...names.map((name) => `${full}.${name}`)] : [];
    return targets.flatMap((name) => {
      const target = resolver.module(name, beside);
      return target ? [{ target, what: "module" as const, line, account: undefined }] : [];
    });
  });
}
