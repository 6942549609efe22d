/** Directories of rpm's macros (rpm --eval '%{_bindir}'). */
const MACROS: Readonly<Record<string, string>> = {
  _bindir: "/usr/bin",
  _sbindir: "/usr/sbin",
  _libexecdir: "/usr/libexec",
  _prefix: "/usr",
  _datadir: "/usr/share",
  _sysconfdir: "/etc",
  _unitdir: "/usr/lib/systemd/system",
  _userunitdir: "/usr/lib/systemd/user",
  _udevrulesdir: "/usr/lib/udev/rules.d",
};

/** What says which files a package has when its build has installed them. */
export interface PackageContents {
  /** Texts of `debian/*.install`. */
  readonly lists: readonly string[];
  /** Texts of rpm's spec files. */
  readonly specs: readonly string[];
}

/**
 * Where a build system of the tree's own puts a file, by the contents of the packages: a makefile that installs `tool` from
 * `src/` is not read, but the one file of that name goes to the one place that ends in it.
 */
export function namedPlaces(
  paths: readonly string[],
  { lists, specs }: PackageContents,
): (path: string) => string | undefined {
  const installed = new Map(specs.flatMap(installsOfSpec));
  const sources = [lists.flatMap(placesOfList), specs.flatMap(placesOfSpec)].map(byName);
  if (installed.size === 0 && sources.every((places) => places.size === 0)) return () => undefined;
  const files = byName(paths);
  return (path) => {
    const told = installed.get(path);
    if (told !== undefined) return told;
    const name = nameOf(path);
    if (files.get(name)?.size !== 1) return undefined;
    for (const places of sources) {
      const found = places.get(name);
      if (found) return found.size === 1 ? [...found][0] : undefined;
    }
    return undefined;
  };
}

/** One word without a target is a place below `debian/tmp` (dh_install(1)). */
function placesOfList(text: string): string[] {
  return text.split("\n").flatMap((line) => {
    const place = /^(?:debian\/tmp\/|\/)?((?:usr|etc|lib|s?bin|opt|var)\/[^\s*?[\]{}$]+)$/.exec(line.trim())?.[1];
    return place === undefined || place.endsWith("/") ? [] : [`/${place}`];
  });
}

function placesOfSpec(text: string): string[] {
  return text.split("\n").flatMap((line) => {
    if (!/^[ \t]*[%/]/.test(line) || line.length > 1000) return [];
    const bare = line
      .trim()
      .replace(/^(?:%(?:attr|config|verify|caps|lang)(?:\([^)]*\))?[ \t]+)+/, "")
      .replace(
        /^%(?:\{(\w+)\}|(\w+))/,
        (whole, braced: string | undefined, plain: string | undefined) => MACROS[braced ?? plain ?? ""] ?? whole,
      );
    return /^\/[^\s%*?[\]{}]+[^\s%*?[\]{}/]$/.test(bare) ? [bare] : [];
  });
}

/** `install -m 755 files/tool.py %{buildroot}%{_bindir}/tool`, and into a folder, by what is installed. */
function installsOfSpec(text: string): (readonly [string, string])[] {
  const lines = text.matchAll(
    /^[ \t]*(?:install|cp)((?:[ \t]+-\w+(?:[ \t]+\d{3,4})?)+)[ \t]+([\w./@-]+)[ \t]+%\{?buildroot\}?(\S+)[ \t]*$/gm,
  );
  return [...lines].flatMap(([, , from = "", to = ""]): (readonly [string, string])[] => {
    const [bare] = placesOfSpec(to.replace(/\/$/, "").replace(/^\/+(?=[/%])/, ""));
    if (bare === undefined) return [];
    return [[from.replace(/^\.\//, ""), to.endsWith("/") ? `${bare}/${nameOf(from)}` : bare]];
  });
}

/** Different paths by their last part. */
function byName(paths: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const path of paths) {
    const name = nameOf(path);
    const same = found.get(name);
    if (same) same.add(path);
    else found.set(name, new Set([path]));
  }
  return found;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
