const PACKAGE_NAME = /^[a-z0-9][a-z0-9+.-]+$/;
const ARCHITECTURE = /^[a-z0-9][a-z0-9-]*$/;
const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9.,+:=@~_%-]{0,254}$/;
const ARCHIVE_PATH = /^(?:[A-Za-z0-9][A-Za-z0-9.,+:=@~_%-]{0,254}\/)*[A-Za-z0-9][A-Za-z0-9.,+:=@~_%-]{0,254}$/;
const LONGEST_PATH = 4096;

/** A source or binary package's name (Policy 5.6.1, 5.6.7): at least two characters. */
export function isPackageName(text: string): boolean {
  return PACKAGE_NAME.test(text);
}

export function isArchitecture(text: string): boolean {
  return ARCHITECTURE.test(text);
}

/** A name that stays in its directory and in one word: no slash, no leading dot, no control character, no space. */
export function isFileName(text: string): boolean {
  return FILE_NAME.test(text);
}

/** A relative path of file names, as an archive's index gives it: it cannot leave the archive's directory. */
export function isArchivePath(text: string): boolean {
  return text.length <= LONGEST_PATH && ARCHIVE_PATH.test(text);
}
