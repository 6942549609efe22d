import { type PathPattern, pathPattern } from "./path-pattern.ts";

/** Words of a recipe that may name a file or a folder. */
const BETWEEN = /[\s"'`,;:=()[\]{}<>|&\\]+/;
/** Where a recipe puts something, so that a word there may be a folder whose contents go along. */
export const PLACING =
  /\binstall|\bcp\b|DESTDIR|buildroot|_(?:SCRIPTS|PROGRAMS|DATA|PYTHON)\b|\bpackages\b|\binclude\s*=|\bdata_files\b|\bDIRECTORY\b/i;
/** Calls of meson whose argument is run while building, and the commands of its targets. */
const RUN_BY_MESON =
  /\b(?:find_program|run_command|add_(?:install|postconf|dist)_script|post_install|run_target|generator|test|benchmark)\s*\((?:[^()]|\([^()]{0,200}\)){0,1000}\)|\bcommand\s*:\s*\[[^\]]{0,1000}\]|\[\s*(?:\w*py(?:thon)?3?(?:_exe)?|sh|bash|perl)\s*,(?:[^\][()]|\([^()]{0,200}\)){0,1000}\]/g;
/** A command line of Python: `["./tools/x", …]`, `[sys.executable, "tools/x.py"]`. */
const RUN_BY_PYTHON =
  /\[\s*(?:f?["']\.\/[\w./-]+["']|(?:sys\.executable|["'](?:\/usr\/bin\/)?(?:python[\d.]*|perl|sh|bash)["'])\s*,\s*(?:["']-\w+["']\s*,\s*)*f?["'][\w./-]+["'])/g;
/** What a line starts while building: `python3 tools/x.py`, `$(PYTHON) x`, `./x`. */
const RUN_BY_LINE =
  /(?:^|[\s;&|@(`])(?:(?:python[\d.]*|perl|sh|bash|node|\$[({](?:PYTHON\w*|(?:FULL)?PERL(?:RUN)?|SHELL)[)}]|\$\^X)\s+(?:-\w+\s+)*|\.\/)[\w./-]+/g;

/** Calls that go over lines, which say on the first one only what they do. */
const OVER_LINES = /\b(?:install_(?:subdir|data)|configure_file)\s*\([^\n]{0,200}\n[\s\S]{0,2000}?\n[ \t]*\)/g;

/** Meson: `name + '.in'`, any file of the folder with that ending. */
const WITH_ENDING = /\b\w+ *\+ *'(\.\w+)'/g;

/** Lists of automake whose files are tested, cleaned or packed, not installed. */
const NOT_INSTALLED =
  /^(?:EXTRA_DIST|TESTS|XFAIL_TESTS|\w*CLEANFILES|(?:dist_|nodist_)?(?:noinst|check)_\w+)[ \t]*\+?=(?:.*\\\n)*.*$/gm;

/** Folders in which a recipe stands, as variables, and the first word of a makefile's command, which is run. */
const HERE = /\$[({]?(?:\w*srcdir|CMAKE\w*_SOURCE_DIR|CURDIR|PWD)[)}]?\/(?:\.\/)?/g;
const RUN_FIRST = /^\t[@+-]*\s*(?:[A-Z_]\w*=\S*\s+)*[\w.-]+\/[\w./-]+/;
/** Targets that no file has to be: `.PHONY: run`, `check: all`. */
const TARGETS = /^(?:\.[A-Z_]+|[\w-]+)\s*:(?![=:])(?:\s+[\w-]+)*\s*(?:##.*)?$/;
/** A set of characters in a pattern: `lib/[!_]*`. */
const SET = /(?<=[\w/*.-])\[[!^]?[^\]\s'",]{1,20}\](?=[\w*.?-])/g;
/** Patterns count where something is placed or where a pattern is asked for. */
const ASKING = /\bwildcard\b|\bglob\b/i;

/** What the words of recipes name: files by their last part, folders and patterns by their paths. */
export interface Named {
  readonly names: ReadonlySet<string>;
  /** Those of the names that stand in a path. */
  readonly placed: ReadonlySet<string>;
  readonly folders: ReadonlySet<string>;
  readonly patterns: readonly PathPattern[];
  /** Some of the patterns may be meant from a package of Python. */
  readonly ofPackages: boolean;
}

/** A recipe's text with the folder from which it names things, with a final slash or empty. */
export interface RecipeText {
  readonly from: string;
  readonly text: string;
  /** It speaks of more than what is installed: settings of tools, words for a catalogue. */
  readonly isSettings?: boolean;
}

/** Reads what recipes name. */
export function namedBy(recipes: readonly RecipeText[]): Named {
  const names = new Set<string>();
  const placed = new Set<string>();
  const folders = new Set<string>();
  const patterns = new Set<string>();
  for (const { from, text, isSettings = false } of recipes) {
    // It installs this folder without naming it.
    if (/\bDistUtilsExtra\.auto\b/.test(text)) folders.add(`${from}data`);
    const hasData = /\bpackage_data\b/.test(text);
    for (const line of withoutRuns(text).split("\n")) {
      if (/^\s*#/.test(line) || line.length > 100_000 || TARGETS.test(line)) continue;
      const places = PLACING.test(line);
      const isCommand = line.startsWith("\t") || isSettings;
      const asks = places || hasData || ASKING.test(line);
      for (const written of line.replace(HERE, "").replace(RUN_FIRST, " ").replace(SET, "?").split(BETWEEN)) {
        const word = written.replace(/^(?:\$\w+|\$)?(?:\.{0,2}\/)*/, "").replace(/\/+$/, "");
        if (word === "" || word.length > 200) continue;
        if (/[*?]/.test(word)) {
          // `*` alone says nothing of what.
          if (/\w/.test(word) && asks) patterns.add(from + word);
        } else {
          const name = word.slice(word.lastIndexOf("/") + 1);
          // A plain word of a command or of settings may be anything.
          if (!isCommand || places || /[-_.\d]/.test(name)) names.add(name);
          if (written.includes("/")) placed.add(name);
        }
        // Behind a variable stands the place to which something goes.
        if ((places || word.includes("/")) && !written.startsWith("/")) folders.add(from + word);
        // A package of Python is named by dots.
        if (/^\w+(?:\.\w+)+$/.test(word)) folders.add(from + word.replaceAll(".", "/"));
      }
    }
  }
  const ofPackages = recipes.some(({ text }) => /\bpackage_data\b/.test(text));
  return { names, placed, folders, patterns: [...patterns].slice(0, 500).map((each) => pathPattern(each)), ofPackages };
}

function withoutRuns(text: string): string {
  return text
    .replace(NOT_INSTALLED, " ")
    .replace(/\\\r?\n/g, " ")
    .replace(RUN_BY_MESON, " ")
    .replace(RUN_BY_PYTHON, " ")
    .replace(RUN_BY_LINE, " ")
    .replace(WITH_ENDING, "'*$1'")
    .replace(OVER_LINES, (call) => call.replace(/\n/g, " "));
}
