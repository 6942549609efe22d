import { type Convention, outside } from "./place.ts";

const TEST =
  /(?:^|\/)(?:t|xt|tests?|unit-?tests?|testing|testsuite|spec|specs|autopkgtest|autopkgtests|fixtures|__tests__|testdata)\/|(?:^|\/)(?:test_[^/]*|[^/]*_test|conftest)\.py$|(?:^|\/)(?:run[-_])?tests?\.(?:pl|sh|py)(?:\.in)?$|\.t$/;
const BUILD =
  /(?:^|\/)(?:\.gitlab-ci|\.github|\.circleci|\.travis|ci|packer|vagrant|docker|build-?aux|m4|cmake)(?:\/|\.ya?ml$|$)|(?:^|\/)(?:setup|noxfile|tasks|fabfile)\.py$|(?:^|\/)build[-_][^/]*\.(?:sh|py|pl)$|(?:^|\/)(?:waf$|waflib\/|wscript$)|(?:^|\/)(?:Makefile\.PL|Build\.PL)$/;
const DEV =
  /(?:^|\/)(?:doc|docs|documentation|example|examples|contrib|dev|devel|hack|wiki|website|blueprints?|misc-scripts|maint|maintainer|release_management|po|\.[^/]+)(?:\/|$)/;

/** Names that sources of every kind give to what is no part of the product. */
export const testsAndTools: Convention = (path) => {
  if (TEST.test(path)) return outside("test");
  if (BUILD.test(path)) return outside("build");
  return DEV.test(path) ? outside("dev") : undefined;
};

const SCENARIO = /(?:^|\/)features\//;

/** `features/` is a folder of tests where scenarios lie in a tree (Cucumber, behave); elsewhere it holds parts of a product. */
export function scenarios(paths: readonly string[]): Convention {
  const hasSome = paths.some((path) => path.endsWith(".feature"));
  return (path) => (hasSome && SCENARIO.test(path) ? outside("test") : undefined);
}
