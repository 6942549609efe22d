import type { AuditContext, AuditedFile, RawFinding, Rule, Severity } from "../../model.ts";
import { shellOfDockerfile } from "../../parse/dockerfile/shell-of.ts";
import { recipeLines } from "../../parse/makefile/recipe-lines.ts";
import { parsedOf } from "../../parse/parsed-of.ts";
import { rpmAttributes } from "../../parse/rpm-spec/attributes.ts";
import { readShell } from "../../parse/shell/read-shell.ts";
import type { ShellCommand } from "../../parse/shell/types.ts";
import { descriptionOf, maySay } from "../../written/by-setup.ts";
import { shapesImage } from "../../written/shapes-image.ts";
import { type Granted, grantsOf } from "./grants-of.ts";
import { setBits } from "./modes.ts";

/** Scripts, makefiles and file lists that make a program setuid, setgid, or give it capabilities. */
export const setuidGranted: Rule = {
  id: "setuid-granted",
  class: "f",
  title: "A script or a recipe gives a program somebody else's rights",
  severity: "high",
  scopes: ["tree", "image"],
  why: "A setuid program runs as its owner for everybody who can start it, with the caller's arguments, environment, open files and limits. Every bug in it is a bug in root. Interpreters, shells and tools that start others or write files give their rights away without a bug. File capabilities such as `cap_setuid`, `cap_dac_override` or `cap_sys_admin` come to the same.",
  fix: "Let a small service do the work and ask for it over D-Bus or a socket, or write one sudo rule with fixed arguments. Where a service needs a capability, give it to the unit (`AmbientCapabilities=`) and not to the file. Giving back a bit that `chown` took away is fine where the script tests for it first (`find -perm -4000`, `[ -u FILE ]`).",
  references: [
    { title: "credentials(7)" },
    { title: "capabilities(7), File capabilities" },
    { title: "Debian Policy 10.9, Permissions and owners" },
  ],
  *detect(context: AuditContext): Iterable<RawFinding> {
    // What packages' scripts did in an image, the modes of its files show.
    for (const file of context.ofKind("shell"))
      if (context.scope === "tree" || !file.installedPath?.startsWith("/var/lib/dpkg/"))
        yield* findingsInCommands(context, file, () => parsedOf(file, readShell).value.commands);
    for (const file of context.ofKind("dockerfile"))
      yield* findingsInCommands(context, file, (text) => readShell(shellOfDockerfile(text)).value.commands);
    for (const file of context.ofKind("setup")) if (maySay(file)) yield* findingsInSetup(context, file);
    for (const file of context.ofKind("meson")) yield* findingsInModes(context, file);
    for (const file of context.ofKind("makefile")) yield* findingsInRecipes(file);
    for (const file of context.ofKind("rpm-spec")) yield* findingsInAttributes(file);
  },
};

/** A target of meson with its name, or the mode that it is installed with. */
const INSTALL_MODE =
  /\b(\w{1,40})\s{0,20}\(\s{0,200}'([^'\n]{0,200})'|\binstall_mode\s{0,20}:\s{0,20}\[?\s{0,200}'([rwxsStT-]{9})'/g;
const NAMES = /\b(?:chmod|setcap|install|dpkg-statoverride)\b/;
/** A mode that sets a bit, in letters or digits: most scripts that name these programs have none. */
const BITS = /[+=][rwxXtugo]{0,6}s[rwxXt]{0,5}(?![\w$])|(?<![\w.-])0{0,2}[2-7][0-7]{3}(?![\w.-])/;

function* findingsInCommands(
  context: AuditContext,
  file: AuditedFile,
  commandsOf: (text: string) => readonly ShellCommand[],
): Iterable<RawFinding> {
  const text = file.text();
  if (!NAMES.test(text) || !(text.includes("setcap") || BITS.test(text))) return;
  const commands = commandsOf(text);
  for (const [index, command] of commands.entries()) {
    for (const granted of grantsOf(command)) {
      const found = judge(granted);
      if (found && !isTested(commands, index))
        yield { path: file.path, line: granted.line, shapesImage: shapesImage(context, file), ...found };
    }
  }
}

/** A mode with a bit, or a capability, as a value: most descriptions of machines have neither and are not parsed. */
const SET_BITS =
  /\bmode["']?[ \t]*:[ \t]*["']?(?:0?[2-7]\d{3}\b|[ugoa]{0,4}[+=][rwxX]{0,3}s)|\bcapability["']?[ \t]*:[ \t]*["']?cap_/;

/** What Ansible and its like set, and the commands that they run. */
function* findingsInSetup(context: AuditContext, file: AuditedFile): Iterable<RawFinding> {
  const text = file.text();
  if (!SET_BITS.test(text) && !(NAMES.test(text) && (text.includes("setcap") || BITS.test(text)))) return;
  const description = descriptionOf(file);
  const scripts = description?.scripts.filter((script) => NAMES.test(script.text)) ?? [];
  const granted = [
    ...(description?.grants ?? []).flatMap(({ target, mode, line }): Granted[] => {
      const bits = setBits(mode);
      if (mode.includes("cap_")) return [{ how: { capabilities: mode }, target, line }];
      return bits.setuid || bits.setgid ? [{ how: bits, target, line }] : [];
    }),
    ...scripts.flatMap(({ text: script, line }) => readShell(script, line).value.commands.flatMap(grantsOf)),
  ];
  for (const each of granted) {
    const found = judge(each);
    if (found) yield { path: file.path, line: each.line, shapesImage: shapesImage(context, file), ...found };
  }
}

/** Recipes are read line by line, and only those that set bits: the language around them is make's. */
function* findingsInRecipes(file: AuditedFile): Iterable<RawFinding> {
  const whole = file.text();
  if (!NAMES.test(whole)) return;
  for (const { text, line } of recipeLines(whole)) {
    if (!NAMES.test(text) || !(text.includes("setcap") || BITS.test(text))) continue;
    for (const granted of readShell(text).value.commands.flatMap(grantsOf)) {
      const found = judge(granted);
      if (found) yield { path: file.path, line: granted.line + line - 1, shapesImage: file.fate === "build", ...found };
    }
  }
}

/** `install_mode: 'rwsr-xr-x'` of a target; on a folder the bit hands its group down. */
function* findingsInModes(context: AuditContext, file: AuditedFile): Iterable<RawFinding> {
  const text = file.text();
  if (!text.includes("install_mode")) return;
  let [kind, name] = ["", ""];
  let line = 1;
  let counted = 0;
  for (const { index, 1: of, 2: named, 3: mode } of text.matchAll(INSTALL_MODE)) {
    if (of !== undefined) [kind, name] = [of, named ?? ""];
    if (mode === undefined || kind === "install_emptydir" || kind === "install_subdir") continue;
    line += text.slice(counted, index).split("\n").length - 1;
    counted = index;
    const bits = { setuid: /[sS]/.test(mode[2] ?? ""), setgid: /[sS]/.test(mode[5] ?? "") };
    const found = bits.setuid || bits.setgid ? judge({ how: bits, target: `/usr/bin/${name}`, line }) : undefined;
    if (found) yield { path: file.path, line, shapesImage: shapesImage(context, file), ...found };
  }
}

function* findingsInAttributes(file: AuditedFile): Iterable<RawFinding> {
  const text = file.text();
  if (!text.includes("%attr(")) return;
  for (const { mode, target, isFolder, line } of rpmAttributes(text)) {
    const bits = setBits(mode);
    const found = !isFolder && (bits.setuid || bits.setgid) ? judge({ how: bits, target, line }) : undefined;
    if (found) yield { path: file.path, line, shapesImage: file.fate === "build", ...found };
  }
}

/** `[ -u FILE ]` shortly before: the bit is given back. */
function isTested(commands: readonly ShellCommand[], index: number): boolean {
  return commands.slice(Math.max(0, index - 4), index).some(({ words }) => {
    const [first, ...rest] = words;
    return /^(?:\[|\[\[|test)$/.test(first?.text ?? "") && rest.some(({ text }) => text === "-u" || text === "-g");
  });
}

const OPEN_ENDED =
  /(?:^|\/)(?:ba|da|z|k|c|tc)?sh$|(?:^|\/)(?:python|perl|ruby|node|lua|php|g?awk|env|find|vim?|nano|cp|mv|dd|tar|tee|nice|xargs|strace|gdb|systemctl|mount)[\d.]*$/;
const STRONG =
  /cap_(?:setuid|setgid|setfcap|sys_admin|sys_ptrace|sys_module|sys_rawio|dac_override|dac_read_search|chown|fowner|mac_admin|bpf)|^all\b|^=/;
/** To listen on a low port gives nothing that a caller could turn on others. */
const HARMLESS = /^cap_net_bind_service[+=]{1,2}[eip]+$/;
/** Programs that every Debian has setuid by their packages, below any root: who sets the bit gives back what was there. */
const BY_PACKAGES =
  /^(?:\$\{?\w+\}?|\$\(\w+\))?(?:\/usr)?\/bin\/(?:su|sudo|passwd|chsh|chfn|newgrp|gpasswd|mount|umount|pkexec|fusermount3?)$/;
const PROGRAM = /(?<!\/var)\/(?:s?bin|libexec|lib|games)\//;

function judge({ how, target }: Granted): { readonly severity: Severity; readonly message: string } | undefined {
  if ("capabilities" in how) {
    const capabilities = how.capabilities.toLowerCase();
    if (HARMLESS.test(capabilities)) return undefined;
    const severity = !STRONG.test(capabilities) ? "low" : OPEN_ENDED.test(target) ? "high" : "medium";
    return { severity, message: `${target} is given ${how.capabilities}, for everybody who can start it.` };
  }
  if (how.setuid && (!how.setgid || target.startsWith("$")) && BY_PACKAGES.test(target)) return undefined;
  if (how.setuid)
    return {
      severity: OPEN_ENDED.test(target) ? "high" : "medium",
      message: `${target} is made setuid: it runs as its owner for everybody who can start it.`,
    };
  // On a folder the bit hands its group down, and folders are what it is mostly set on.
  if (!PROGRAM.test(target) || target.endsWith("/")) return undefined;
  return {
    severity: "low",
    message: `${target} is made setgid: it runs with its group for everybody who can start it.`,
  };
}
