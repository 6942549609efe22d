import type { Parsed, Problem } from "../../../kernel/index.ts";
import { readImport } from "./imports.ts";
import { newProgramReader, type ProgramReader, readToken } from "./statements.ts";
import { type PythonToken, pythonTokens } from "./tokens.ts";
import type { PythonArgument, PythonProgram } from "./types.ts";

/**
 * Reads a program by its tokens (Python's reference, "Lexical analysis"), Python 2 too: imports, calls with what they are
 * given, lists, assignments. There is no tree, so that a program of a newer grammar is read as well. Linear in its length.
 */
export function readPython(text: string): Parsed<PythonProgram> {
  const problems: Problem[] = [];
  const reader = newProgramReader();
  const imports: PythonProgram["imports"][number][] = [];
  let statement: PythonToken[] | undefined;
  pythonTokens(text, problems, (token) => {
    const ends = token.kind === "newline" || (token.text === ";" && token.kind === "operator");
    if (statement && token.text?.includes("argv")) reader.namesArgv = true;
    if (statement && !ends) statement.push({ ...token });
    else if (statement) {
      imports.push(...readImport(statement, reader.aliases));
      statement = undefined;
      readToken(reader, token);
    } else if (reader.isAtStart && token.kind === "name" && (token.text === "import" || token.text === "from")) {
      statement = [{ ...token }];
    } else readToken(reader, token);
  });
  return { value: finish(reader, imports), problems };
}

function finish(reader: ProgramReader, imports: PythonProgram["imports"]): PythonProgram {
  const { aliases, calls, assignments, lists, argvLines, hasMain } = reader;
  for (const call of calls) {
    const dot = call.name.indexOf(".");
    const first = dot < 0 ? call.name : call.name.slice(0, dot);
    const full = aliases.get(first);
    if (full !== undefined) call.name = full + call.name.slice(first.length);
  }
  const constants = new Map<string, PythonArgument>();
  const twice = new Set<string>();
  for (const { name, value, isAtMargin } of assignments) {
    if (!isAtMargin) continue;
    if (constants.has(name)) twice.add(name);
    constants.set(name, value);
  }
  for (const name of twice) constants.delete(name);
  return { imports, calls, constants, assignments, lists, argvLines: [...new Set(argvLines)], hasMain };
}
