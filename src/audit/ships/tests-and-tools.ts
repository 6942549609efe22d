import { type Convention, outside } from "./place.ts";

const TEST_FOLDERS =
  /(?:^|\/)(?:t|xt|(?:qa|unit|integration|functional|system|smoke|regression|e2e|acceptance)?[-_]?tests?|tests?[-_](?:scripts?|data|files?|cases?|suites?|utils?|tools?|env|resources|fixtures)|t[.-]rules|e2e|regress|testing|testenv|testsuite|testcases?|spec|specs|autopkgtest|autopkgtests|fixtures|__tests__|testdata)\//;
const TEST_NAMES = /^(?:test_.*|.*_test|conftest)\.py$|^(?:run[-_]?)?tests?\.(?:pl|sh|py)(?:\.in)?$|\.t$/s;
const BUILD_FOLDERS =
  /(?:^|\/)(?:\.gitlab-ci|\.github|\.circleci|\.travis|ci|packer|vagrant|docker|build-?aux|m4|cmake|waflib)\//;
const BUILD_NAMES =
  /^(?:\.gitlab-ci|\.github|\.circleci|\.travis)(?:\.ya?ml)?$|^(?:ci|packer|vagrant|docker|build-?aux|m4|cmake)\.ya?ml$|^(?:Docker|Container)file(?:[._-].*)?$|\.(?:[Dd]ocker|[Cc]ontainer)file$|^(?:setup|noxfile|tasks|fabfile)\.py$|^build[-_].*\.(?:sh|py|pl)$|^(?:waf|wscript|Makefile\.PL|Build\.PL)$/s;
const DEV_FOLDERS =
  /(?:^|\/)(?:doc|docs|documentation|example|examples|contrib|dev|devel|hack|wiki|website|blueprints?|misc-scripts|maint|maintainer|release_management|po|\.[^/]+)\//;
const DEV_NAMES =
  /^(?:doc|docs|documentation|example|examples|contrib|dev|devel|hack|wiki|website|blueprints?|misc-scripts|maint|maintainer|release_management|po|\..+)$/s;

/** Names that sources of every kind give to what is no part of the product. */
export const testsAndTools: Convention = (path) => {
  const at = path.lastIndexOf("/") + 1;
  const name = path.slice(at);
  const ofFolder = fateOfFolder(path.slice(0, at));
  if (ofFolder === "test" || TEST_NAMES.test(name)) return outside("test");
  if (ofFolder === "build" || BUILD_NAMES.test(name)) return outside("build");
  return ofFolder === "dev" || DEV_NAMES.test(name) ? outside("dev") : undefined;
};

type FolderFate = "test" | "build" | "dev" | undefined;

/** Paths are asked for folder by folder. */
let last: { readonly folder: string; readonly fate: FolderFate } = { folder: "", fate: undefined };

function fateOfFolder(folder: string): FolderFate {
  if (folder !== last.folder) last = { folder, fate: judged(folder) };
  return last.fate;
}

function judged(folder: string): FolderFate {
  if (TEST_FOLDERS.test(folder)) return "test";
  if (BUILD_FOLDERS.test(folder)) return "build";
  return DEV_FOLDERS.test(folder) ? "dev" : undefined;
}

const SCENARIO = /(?:^|\/)features\//;

/** `features/` is a folder of tests where scenarios lie in a tree (Cucumber, behave); elsewhere it holds parts of a product. */
export function scenarios(paths: readonly string[]): Convention {
  const hasSome = paths.some((path) => path.endsWith(".feature"));
  return (path) => (hasSome && SCENARIO.test(path) ? outside("test") : undefined);
}
