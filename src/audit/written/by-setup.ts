import { saysSomething } from "../files/setup.ts";
import type { AuditedFile } from "../model.ts";
import { readShell } from "../parse/shell/read-shell.ts";
import { rulesOfChef } from "./by-chef.ts";
import { cloudConfigOf } from "./by-cloud-config.ts";
import { rulesOfNix } from "./by-nix.ts";
import { textsOfShell } from "./by-shell.ts";
import { type DescribedText, type Description, readDescription } from "./by-yaml.ts";
import { scriptsOfJust } from "./shell-of-just.ts";
import { sudoLines } from "./sudo-lines.ts";
import type { WrittenText } from "./types.ts";
import { unitTexts } from "./unit-texts.ts";
import { withoutDocumentation } from "./without-documentation.ts";

const YAML = /\.(?:ya?ml|sls|bu)$/;
const JUST = /\.just$|\/?\.?[Jj]ustfile$/;
/** Tests of languages whose tests lie beside what they try, and of Ansible's roles. */
const OF_TESTS = /_test\.(?:go|rs|rb|py)$|_spec\.rb$|Test\.php$|\.(?:test|spec)\.[cm]?[jt]s$|(?:^|\/)molecule\//;
/** What rules of sudo have in them, or Ansible's module for them: a description without is not parsed. */
const RULES = /ALL[ \t]*=|\bDefaults\b|_Alias|\bsudoers:|NOPASSWD|wheelNeedsPassword|\bsudo[ \t]+["']/;
/** A program that writes such rules names where it puts them; one that speaks of them does not. */
const PLACES = /etc\/sudoers|sudoers\.d|visudo|\bsudo::|\bsecurity\.sudo\b/;
const NOTHING: Description = { texts: [], scripts: [], grants: [] };

const known = new WeakMap<AuditedFile, Description | undefined>();

const saying = new WeakMap<AuditedFile, boolean>();

/**
 * Whether a program or a description may write something that a rule reads, and is no test. Each is looked at once: most say
 * nothing, and several rules ask.
 */
export function maySay(file: AuditedFile): boolean {
  const before = saying.get(file);
  if (before !== undefined) return before;
  const now = file.fate !== "test" && !OF_TESTS.test(file.path) && saysSomething(file.text());
  saying.set(file, now);
  return now;
}

/** What a description of a machine makes; undefined for a program, and for what is no YAML although its name says so. */
export function descriptionOf(file: AuditedFile): Description | undefined {
  if (known.has(file)) return known.get(file);
  const { path } = file;
  const description = YAML.test(path)
    ? readDescription(file.text())
    : JUST.test(path)
      ? { ...NOTHING, scripts: scriptsOfJust(file.text()) }
      : undefined;
  known.set(file, description);
  return description;
}

/** The texts of a kind that a description of a machine puts into files, or that a program holds. */
export function textsOfSetup(
  file: AuditedFile,
  kind: AuditedFile["kind"],
  isWanted: (target: string) => boolean,
  marks: readonly string[],
): WrittenText[] {
  if (kind === "sudoers" && !RULES.test(file.text())) return [];
  const description = descriptionOf(file);
  if (!description)
    return [...textsOfProgram(file.text(), kind), ...(kind === "sudoers" ? rulesOfResources(file) : [])];
  const scripts = description.scripts.filter(({ text }) => marks.some((mark) => text.includes(mark)));
  const config = cloudConfigOf(file.text());
  return [
    ...description.texts.flatMap((each) => textOf(each, kind, isWanted)),
    ...scripts.flatMap(({ text, line }) => textsOfShell(readShell(text, line).value, isWanted)),
    ...config.filter(({ target }) => isWanted(target)),
  ];
}

/** Rules that options of NixOS and resources of Chef make, which are no texts. */
function rulesOfResources(file: AuditedFile): WrittenText[] {
  const text = file.text();
  const made = file.path.endsWith(".nix")
    ? rulesOfNix(text)
    : file.path.endsWith(".rb")
      ? rulesOfChef(text)
      : undefined;
  return made ? [own("/etc/sudoers", made)] : [];
}

/** Rules of sudo and units that the texts of a program are, whatever it does with them. */
export function textsOfProgram(program: string, kind: AuditedFile["kind"]): WrittenText[] {
  if (kind !== "unit" && (kind !== "sudoers" || !PLACES.test(program))) return [];
  const text = withoutDocumentation(program);
  if (kind === "unit")
    return unitTexts(text).map(({ isForUsers, ...unit }) =>
      own(`/etc/systemd/${isForUsers ? "user" : "system"}/$NAME.service`, unit),
    );
  const rules = sudoLines(text.split("\n").map((each, index) => ({ text: each, line: index + 1, isText: false })));
  return rules ? [own("/etc/sudoers", rules)] : [];
}

function textOf(
  described: DescribedText,
  kind: AuditedFile["kind"],
  isWanted: (target: string) => boolean,
): WrittenText[] {
  const { target, text, lines } = described;
  const isPlaced = target !== undefined && isWanted(target);
  if (kind === "sudoers") {
    const written = text.split("\n").map((each, index) => ({ text: each, line: lines[index] ?? 0, isText: true }));
    const rules = sudoLines(written);
    return rules ? [own(isPlaced ? target : "/etc/sudoers", rules)] : [];
  }
  if (kind === "unit" && /^\[Service\]/m.test(text))
    return [own(isPlaced ? target : "/$NAME.service", fromUnit(described))];
  return isPlaced && kind !== "unit" && text.includes("\n") ? [own(target, described)] : [];
}

/** Headers that a template puts in front of a unit are names alone. */
function fromUnit({ text, lines }: DescribedText): Pick<DescribedText, "text" | "lines"> {
  const written = text.split("\n");
  const start = written.findIndex((line) => line.startsWith("["));
  return { text: written.slice(start).join("\n"), lines: lines.slice(start) };
}

function own(target: string, { text, lines }: Pick<DescribedText, "text" | "lines">): WrittenText {
  return { target, text, lines, isOwn: () => true };
}
