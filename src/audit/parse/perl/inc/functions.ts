/** Functions and methods whose value begins where their first argument does (File::Basename, File::Spec, Path::Tiny, Path::Class). */
export const KEEPS_FIRST: ReadonlySet<string> = new Set(
  (
    "dirname fileparse canonpath catdir catfile catpath dir file path io parent child children " +
    "subdir stringify as_string lc uc ucfirst lcfirst quotemeta chomp scalar defined no_upwards splitdir " +
    "unixify decode encode decode_utf8 fs_decode untaint basedir readlink splitpath"
  ).split(" "),
);

/** Those that make a path absolute, from the current directory on. */
export const MAKES_ABSOLUTE: ReadonlySet<string> = new Set(
  "abs_path realpath rel2abs fast_abs_path fast_realpath absolute to_abs resolve".split(" "),
);

/** Those that say the current directory. */
export const CURRENT: ReadonlySet<string> = new Set("cwd getcwd fastcwd fastgetcwd curdir".split(" "));

/** Those that hand a list on, perhaps shorter or in another order. */
export const KEEPS_LIST: ReadonlySet<string> = new Set("reverse uniq uniqstr grep sort first shuffle".split(" "));

/** Variables that say where the program is: `$0` (perlvar(1)), FindBin(3perl), English. */
export const PROGRAM: ReadonlySet<string> = new Set(
  "$0 $PROGRAM_NAME $English::PROGRAM_NAME $FindBin::Bin $FindBin::RealBin $FindBin::Script $FindBin::RealScript $FindBin::Dir $FindBin::RealDir".split(
    " ",
  ),
);

/** What FindBin exports when asked. */
export const EXPORTED: ReadonlySet<string> = new Set("$Bin $RealBin $Script $RealScript $Dir $RealDir".split(" "));
