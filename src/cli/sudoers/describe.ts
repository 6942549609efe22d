import { randomUUID } from "node:crypto";
import { chmod, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { type Description, loadSudoRules, type SudoersFile } from "../../audit/index.ts";
import { formatProblem, hasErrors, type Problem, SamedayError } from "../../kernel/index.ts";
import { countOf } from "../count-of.ts";
import type { CommandContext } from "../frame/verb.ts";

const sudoRules = await loadSudoRules();

/** A description that may be used; every fault with its place otherwise. */
export async function readDescriptionAt(file: string): Promise<Description> {
  const { value, problems } = sudoRules.readDescription(await bytesOf(file), file);
  if (value === undefined || hasErrors(problems)) throw refused(problems);
  return value;
}

/** Throws where the root is none: everything would be missing from it, one line for each grant. */
export async function checkRoot(root: string): Promise<void> {
  const state = await stat(root).catch(() => undefined);
  if (!state?.isDirectory()) throw new SamedayError("INPUT_INVALID", `--root: there is no directory ${root}.`);
}

/** Every command of the description is root's alone within the root. */
export async function checkTargets({ grants }: Description, root: string): Promise<void> {
  await checkRoot(root);
  const faults = faultsOfTargets({ grants }, root);
  if (faults.length > 0) throw new SamedayError("INPUT_INVALID", `No rules are written.\n${faults.join("\n")}`);
}

/** What is wrong with the programs of a description within a root, one sentence each after the id of the grant. */
export function faultsOfTargets({ grants }: Description, root: string): readonly string[] {
  const stateOf = sudoRules.statesIn(root);
  return grants.flatMap(({ id, command, digests }) => {
    const fault = sudoRules.faultOfTarget(command, stateOf) ?? sudoRules.faultOfContent(root, command, digests);
    return fault === undefined ? [] : [`${id}: ${fault}`];
  });
}

/** Asks visudo, which reads the rules from its standard input. */
export async function checkWithVisudo(context: CommandContext, rules: string): Promise<void> {
  const argv = ["visudo", "-c", "-q", "-f", "-"] as const;
  const command = { argv, input: rules, timeLimitMs: 30_000, okExitCodes: [0, 1] };
  const { exitCode, stderr } = await context.processes.run(command);
  if (exitCode !== 0) throw new SamedayError("INTERNAL", `visudo refuses the rules that were made: ${stderr.trim()}`);
}

/** Rules in a file that sudo passes over would be rules that nobody has. */
export function checkName(out: string): void {
  const name = basename(out);
  if (basename(dirname(resolve(out))) !== "sudoers.d" || !/[.]|~$/.test(name)) return;
  const message = `sudo passes over ${name}: in sudoers.d a name has no dot and no ~ at its end.`;
  throw new SamedayError("INPUT_INVALID", `${message} Name another with --out.`);
}

/** Writes beside the place and moves it there, so that sudo never reads half of it. */
export async function writeRules(out: string, rules: string): Promise<void> {
  // A name with a dot: sudo passes over it in a directory that it takes in.
  const beside = `${out}.${randomUUID()}.tmp`;
  try {
    await writeFile(beside, rules, { mode: 0o440, flag: "wx" });
    await chmod(beside, 0o440);
    await rename(beside, out);
  } catch (thrown) {
    await rm(beside, { force: true });
    throw new SamedayError("INPUT_INVALID", `${out} cannot be written.`, thrown);
  }
}

/** Existing rules; a file with faults is refused, since what could not be read would be missing from the description. */
export async function readFiles(files: readonly string[]) {
  const all: SudoersFile[] = [];
  const problems: Problem[] = [];
  for (const file of files) {
    const { value, problems: own } = sudoRules.readSudoers((await bytesOf(file)).toString("utf8"));
    problems.push(...own.map((problem) => ({ ...problem, place: { ...problem.place, file } })));
    all.push(value);
  }
  if (hasErrors(problems)) throw refused(problems);
  return all;
}

function refused(problems: readonly Problem[]): SamedayError {
  const faults = countOf(problems.length, "fault", "faults");
  return new SamedayError("INPUT_INVALID", `It is refused: ${faults}.\n${problems.map(formatProblem).join("\n")}`);
}

async function bytesOf(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code ?? "unknown";
    const message = code === "ENOENT" ? `There is no ${file}.` : `${file} cannot be read (${code}).`;
    throw new SamedayError("INPUT_INVALID", message, thrown);
  }
}
