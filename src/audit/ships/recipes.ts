import { type Named, namedBy, type RecipeText } from "./recipe-words.ts";
import { testsAndTools } from "./tests-and-tools.ts";

/** They name what packages have of what a build system installs, which may be more. */
const LIST = /(?:^|\/)debian\/(?:[^/]+\.)?(?:install|bash-completion)$/;
/** Scripts of a project's own that install it beside a build system, or in its place: they name files, but not all of them. */
const INSTALLER = /(?:^|\/)(?:[\w.-]+[-_])?install(?:er)?(?:\.(?:sh|py))?$|(?:^|\/)install(?:er)?\/[^/]+\.py$/;

/** Recipes by the names of their files, and what the text of one has that installs anything. */
const RECIPES: readonly (readonly [RegExp, RegExp])[] = [
  [
    /(?:^|\/)(?:GNUm|[Mm])akefile(?:\.am|\.in)?$/,
    /\$[({]DESTDIR|\$[({]INSTALL|^install[\w-]*:|_(?:SCRIPTS|PROGRAMS|DATA|PYTHON)\b/m,
  ],
  [/(?:^|\/)meson\.build$/, /\binstall/],
  [/(?:^|\/)CMakeLists\.txt$/, /\binstall\s*\(/i],
  [/(?:^|\/)setup\.py$/, /\bsetup\s*\(/],
  [/(?:^|\/)setup\.cfg$/, /^\[(?:options|files)/m],
  [/(?:^|\/)pyproject\.toml$/, /^\[(?:project|tool\.(?:poetry|flit|setuptools|hatch))\b/m],
  [/(?:^|\/)wscript$/, /install/],
  [/(?:^|\/)(?:Makefile|Build)\.PL$/, /WriteMakefile|Module::(?:Build|Install)/],
  [/(?:^|\/)dist\.ini$/, /\S/],
  [/\.spec(?:\.in)?$/, /^%install/m],
  [LIST, /\S/],
  [INSTALLER, /\/?(?:usr|opt)\/(?:local\/)?(?:s?bin|lib|libexec|share|[\w.-]+)\/?\b/],
  [/(?:^|\/)debian\/rules$/, /\binstall\s.*debian\//],
];
const SETTINGS = /(?:^|\/)(?:setup\.cfg|pyproject\.toml)$/;
const OF_PYTHON = /(?:^|\/)(?:setup\.py|setup\.cfg|pyproject\.toml)$/;
const OF_PERL = /(?:^|\/)(?:(?:Makefile|Build)\.PL|dist\.ini)$/;
/** What starts programs by the places where they are installed. */
const ENTRY = /\.(?:service|desktop|policy)(?:\.in)*$/;
const MANUAL = /(?:^|\/)([^/]+)\.(?:[1-8](?:\.(?:in|md|rst|pod|xml|adoc|txt|ronn|scd))?|pod)$/;
/** What a build makes programs from, and what it takes off their names. */
const TEMPLATE = /\.(?:in|tmpl|template|raw|PL)$/;
const LANGUAGE = /\.(?:sh|pl|py)$/;

/** `[tool.setuptools.packages.find]` with `include = ["hello*"]`. */
const INCLUDING = /^\[tool\.setuptools\.packages\.find\](?:\n(?!\[).*)*?\ninclude\s*=\s*\[([^\]]*)\]/m;

type Recipe = RecipeText & { readonly path: string };

/** Recipes that are read; a tree has one in each folder at most. */
const MOST = 500;

/** Whether build systems install a file: true where one names it, false where those that speak of its folder do not, undefined where none speaks. */
export type Recipes = (path: string) => boolean | undefined;

export function recipesOf(files: readonly string[], textOf: (path: string) => string): Recipes {
  const recipes = files.filter(isRecipe).slice(0, MOST).flatMap(read);
  const tops = [
    ...new Set(recipes.flatMap(({ path, from }) => (LIST.test(path) || INSTALLER.test(path) ? [] : [from]))),
  ];
  if (tops.length === 0) return () => undefined;
  let known: Named | undefined;
  const named = (): Named => {
    known ??= together(files, recipes, textOf);
    return known;
  };
  const packages = packagesOf(files, recipes);
  const ofPerl = recipes.filter(({ path }) => OF_PERL.test(path)).map(({ from }) => from);
  const ofModules = recipes.filter((recipe) => installsNoProgram(recipe, files)).map(({ from }) => from);
  return (path) => {
    const speaking = tops.filter((top) => path.startsWith(top));
    if (speaking.length === 0) return undefined;
    if (isNamed(path, named(), tops)) return true;
    const folder = path.slice(0, path.lastIndexOf("/") + 1);
    if (packages.has(folder) || isDataOf(path, packages, named())) return true;
    if (ofPerl.some((top) => path.startsWith(top) && /^(?:bin|scripts?|lib)\//.test(path.slice(top.length))))
      return true;
    return speaking.every((top) => top === folder && ofModules.includes(top)) ? undefined : false;
  };

  function read(path: string): Recipe[] {
    return isInstalling(path, textOf)
      ? [{ path, from: folderOf(path), text: textOf(path), isSettings: SETTINGS.test(path) || INSTALLER.test(path) }]
      : [];
  }
}

/** Whether a file may be a recipe or an installer, by its name. */
export function hasNameOfRecipe(path: string): boolean {
  return RECIPES.some(([name]) => name.test(path));
}

/** Whether a file is a recipe, by its name, that installs anything, by its text. */
function isInstalling(path: string, textOf: (path: string) => string): boolean {
  return RECIPES.some(([name, installs]) => name.test(path) && installs.test(textOf(path)));
}

/** The recipes of a tree that install anything, those of developers' folders too, but no installers of a project's own. */
export function installingIn(files: readonly string[], textOf: (path: string) => string): readonly string[] {
  return files.filter((path) => !INSTALLER.test(path) && isInstalling(path, textOf)).slice(0, MOST);
}

/** Whether a recipe speaks of programs, not of Perl's modules alone. */
export function speaksOfPrograms(path: string, files: readonly string[], textOf: (path: string) => string): boolean {
  return isRecipe(path) && !installsNoProgram({ path, from: folderOf(path), text: textOf(path) }, files);
}

/** Folders of Python's packages, of those that a recipe names where it names some. */
function packagesOf(files: readonly string[], recipes: readonly Recipe[]): ReadonlySet<string> {
  const ofPython = recipes.filter(({ path }) => OF_PYTHON.test(path));
  if (ofPython.length === 0) return new Set();
  const folders = files.flatMap((path) =>
    path.endsWith("/__init__.py") ? [path.slice(0, -"__init__.py".length)] : [],
  );
  const [only, ...others] = ofPython.map(({ from, text }) => ({ from, including: INCLUDING.exec(text)?.[1] }));
  if (only?.including === undefined || others.length > 0) return new Set(folders);
  const names = only.including.split(/[\s"',]+/).filter((name) => name !== "");
  const begins = names.map((name) => only.from + name.replace(/[.*].*$/, ""));
  return new Set(folders.filter((folder) => begins.some((begin) => folder.startsWith(begin))));
}

/** `package_data={"": ["run/*"]}`: patterns that are meant from a package. */
function isDataOf(path: string, packages: ReadonlySet<string>, { patterns, ofPackages }: Named): boolean {
  if (!ofPackages) return false;
  for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) {
    if (!packages.has(path.slice(0, at + 1))) continue;
    const inside = path.slice(at + 1);
    if (patterns.some((pattern) => pattern.test(inside))) return true;
  }
  return false;
}

/** A recipe of Perl's that names no program, beside which no folder of them lies: of programs it says nothing. */
function installsNoProgram({ path, from, text }: Recipe, files: readonly string[]): boolean {
  if (!/(?:^|\/)(?:Makefile|Build)\.PL$/.test(path) || /EXE_FILES|script_files|install_script|scripts\b/.test(text))
    return false;
  return !files.some((file) => file.startsWith(from) && /^(?:bin|scripts?)\//.test(file.slice(from.length)));
}

function isRecipe(path: string): boolean {
  return hasNameOfRecipe(path) && (testsAndTools(path)?.fate ?? "build") === "build";
}

/** From where a recipe names things: a spec file and a folder `debian/` speak of the whole source. */
function folderOf(path: string): string {
  if (/\.spec(?:\.in)?$/.test(path)) return "";
  return path.slice(0, path.lastIndexOf("/") + 1).replace(/(?:^|(?<=\/))debian\/$/, "");
}

/** What recipes name, what has a manual page, and what units and desktop files start. */
function together(files: readonly string[], recipes: readonly RecipeText[], textOf: (path: string) => string): Named {
  const entries = files.filter((path) => ENTRY.test(path) && !testsAndTools(path)).slice(0, MOST);
  const starting = entries.map((path) => ({
    from: "",
    text: textOf(path)
      .split("\n")
      .filter((line) => /Exec|exec\.path/.test(line))
      .join("\n"),
  }));
  const byRecipes = namedBy([...recipes, ...starting]);
  const pages = [...files, ...byRecipes.names].flatMap((path) => MANUAL.exec(path)?.[1] ?? []);
  return { ...byRecipes, names: new Set([...byRecipes.names, ...pages]) };
}

function isNamed(path: string, { names, placed, folders, patterns }: Named, tops: readonly string[]): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (names.has(name) || (TEMPLATE.test(name) && names.has(name.replace(TEMPLATE, "")))) return true;
  if (LANGUAGE.test(name) && placed.has(name.replace(LANGUAGE, ""))) return true;
  if (patterns.some((pattern) => pattern.test(path))) return true;
  for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) {
    const folder = path.slice(0, at);
    // What a folder has a recipe of its own for, that recipe says.
    if (tops.includes(`${folder}/`)) return false;
    if (folders.has(folder) || patterns.some((pattern) => pattern.test(folder))) return true;
  }
  return false;
}
