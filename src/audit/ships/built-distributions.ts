import { inImage, type Place } from "./place.ts";
import { scenarios, testsAndTools } from "./tests-and-tools.ts";

/** What makes a folder a distribution of Perl or Python that its own tools install, and where these put programs. */
const MARKS = /^(.*\/)(?:dist\.ini|Makefile\.PL|Build\.PL|setup\.py|setup\.cfg|pyproject\.toml)$/;
const PROGRAMS = /^(?:bin|scripts?)\/([^/]+)$/;
const PERL_MODULE = /^lib\/(.+\.p[ml])$/;

/**
 * Sources that lie in the image under `/usr/src` and are built there by a hook: their tests and tools ship no more than
 * elsewhere, their programs go to `/usr/local` (ExtUtils::MakeMaker(3perl), sysconfig of Python).
 */
export function builtDistributions(imagePaths: readonly string[]): (place: Place) => Place {
  const tops = new Set<string>();
  for (const path of imagePaths) {
    const top = path.startsWith("/usr/src/") || path.startsWith("/usr/local/src/") ? MARKS.exec(path)?.[1] : undefined;
    if (top !== undefined) tops.add(top);
  }
  if (tops.size === 0) return (place) => place;
  const ofTests = scenarios(imagePaths);
  return (place) => {
    const path = place.installedPath;
    if (path === undefined) return place;
    const top = [...tops].find((each) => path.startsWith(each));
    if (top === undefined) return place;
    const inside = path.slice(top.length);
    const aside = testsAndTools(inside) ?? ofTests(inside);
    if (aside) return aside;
    const program = PROGRAMS.exec(inside)?.[1];
    if (program !== undefined) return inImage(`/usr/local/bin/${program}`);
    const module = PERL_MODULE.exec(inside)?.[1];
    return module === undefined ? place : inImage(`/usr/local/share/perl5/${module}`);
  };
}
