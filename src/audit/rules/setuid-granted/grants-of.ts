import type { ShellCommand, ShellWord } from "../../parse/shell/types.ts";
import { isRunner } from "../../written/runner.ts";
import { type SetBits, setBits } from "./modes.ts";

/** A program that is given somebody's rights. */
export interface Granted {
  readonly how: SetBits | { readonly capabilities: string };
  readonly target: string;
  readonly line: number;
}

/** Programs that start the one that follows. */
const WRAPPERS: ReadonlySet<string> = new Set([
  "sudo",
  "doas",
  "exec",
  "command",
  "nice",
  "ionice",
  "env",
  "fakeroot",
  "xargs",
]);

/** What a command gives to programs: by itself, behind a wrapper, or through `find -exec`. */
export function grantsOf(command: ShellCommand): Granted[] {
  const { words } = command;
  const name = nameOf(words[0]);
  if (isRunner(name)) return grantsOf({ ...command, words: words.slice(1) });
  if (WRAPPERS.has(name)) {
    const inner = words.findIndex((word, index) => index > 0 && READERS.has(nameOf(word)));
    return inner < 0 ? [] : readCommand(words.slice(inner));
  }
  if (name === "chroot") return readCommand(words.slice(2));
  if (name === "find") return findGrants(words);
  return readCommand(words);
}

const READERS: ReadonlyMap<string, (words: readonly ShellWord[]) => Granted[]> = new Map([
  ["chmod", chmod],
  ["install", install],
  ["setcap", setcap],
  ["dpkg-statoverride", statoverride],
]);

function readCommand(words: readonly ShellWord[]): Granted[] {
  return READERS.get(nameOf(words[0]))?.(words.slice(1)) ?? [];
}

/** `find -perm -4000 -exec chmod u+s` gives a bit back to files that have it. */
function findGrants(words: readonly ShellWord[]): Granted[] {
  const found: Granted[] = [];
  let restores = false;
  for (let at = 1; at < words.length; at += 1) {
    const text = words[at]?.text ?? "";
    if (text === "-o" || text === "(") restores = false;
    if (text === "-perm") restores = sets(setBits((words[at + 1]?.text ?? "").replace(/^[-/]/, "")));
    if (!/^-(?:exec|execdir|ok|okdir)$/.test(text)) continue;
    const end = words.findIndex((word, index) => index > at && (word.text === ";" || word.text === "+"));
    if (!restores) found.push(...readCommand(words.slice(at + 1, end < 0 ? undefined : end)));
    if (end > 0) at = end;
  }
  return found;
}

function chmod(words: readonly ShellWord[]): Granted[] {
  const [mode, ...targets] = words.filter(({ text }) => !/^-(?:[cfvR]+$|-)/.test(text));
  if (!mode?.isFixed || words.some(({ text }) => text.startsWith("--reference"))) return [];
  return each(setBits(mode.text), targets);
}

function install(words: readonly ShellWord[]): Granted[] {
  if (words.some(({ text }) => /^(?:-[a-zA-Z]*d|--directory$)/.test(text))) return [];
  const texts = words.map(({ text }) => text);
  const at = texts.findIndex((text) => text === "-m" || text === "--mode");
  const joined = texts.map((text) => /^(?:-m|--mode=)(.+)$/.exec(text)?.[1]).find((text) => text !== undefined);
  const mode = at < 0 ? joined : texts[at + 1];
  return mode === undefined ? [] : each(setBits(mode), words.slice(-1));
}

function setcap(words: readonly ShellWord[]): Granted[] {
  const given = words.filter(({ text }) => !text.startsWith("-"));
  if (words.some(({ text }) => /^-[rv]/.test(text))) return [];
  const found: Granted[] = [];
  for (let at = 0; at + 1 < given.length; at += 2) {
    const [capabilities, target] = [given[at], given[at + 1]];
    if (capabilities?.isFixed && target && /[+=]/.test(capabilities.text))
      found.push({ how: { capabilities: capabilities.text }, target: target.text, line: capabilities.line });
  }
  return found;
}

function statoverride(words: readonly ShellWord[]): Granted[] {
  if (!words.some(({ text }) => text === "--add")) return [];
  const [, , mode, target] = words.filter(({ text }) => !text.startsWith("--"));
  return mode && target ? each(setBits(mode.text), [target]) : [];
}

function each(how: SetBits, targets: readonly ShellWord[]): Granted[] {
  return sets(how) ? targets.map(({ text, line }) => ({ how, target: text, line })) : [];
}

function sets({ setuid, setgid }: SetBits): boolean {
  return setuid || setgid;
}

function nameOf(word: ShellWord | undefined): string {
  return word?.text.slice(word.text.lastIndexOf("/") + 1) ?? "";
}
