/** Operators that are words (perlop(1)); an operand follows. */
export const OPERATORS: ReadonlySet<string> = new Set(
  "and or not xor x eq ne lt gt le ge cmp isa if unless while until for foreach when".split(" "),
);

/** Words that quote (perlop(1), "Quote and Quote-like Operators"). */
export const QUOTES: ReadonlySet<string> = new Set("q qq qw qx m qr s tr y".split(" "));

/** Words that stand for a value: an operator follows. */
export const VALUES: ReadonlySet<string> = new Set(
  "__FILE__ __LINE__ __PACKAGE__ __SUB__ __CLASS__ time times wait wantarray fork getppid getlogin break".split(" "),
);

/** Functions and keywords after which an operand follows, so that `/` begins a match and `<` reads a handle. */
export const TAKES_OPERAND: ReadonlySet<string> = new Set(
  (
    "abs atan2 binmode bless chdir chmod chomp chop chown chr close closedir cos crypt defined delete die do each " +
    "else elsif eval exec exists exit exp fcntl fileno flock formline glob gmtime goto grep hex index int ioctl join " +
    "keys kill last lc lcfirst length link local localtime log lock lstat map mkdir my next no oct open opendir ord " +
    "our pack pipe pop pos print printf prototype push quotemeta rand read readdir readline readlink redo ref rename " +
    "require reset return reverse rewinddir rindex rmdir say scalar seek select shift sin sleep sort splice split " +
    "sprintf sqrt srand stat state study sub substr symlink syscall sysopen sysread system syswrite tell tie tied uc " +
    "ucfirst umask undef unlink unpack unshift untie use utime values vec waitpid warn write"
  ).split(" "),
);

/** Words whose block ends the statement. */
export const COMPOUND: ReadonlySet<string> = new Set(
  (
    "if elsif else unless while until for foreach given when default continue package class BEGIN END INIT CHECK " +
    "UNITCHECK ADJUST AUTOLOAD DESTROY try catch finally defer method fun func role"
  ).split(" "),
);

/** Words whose block is a value: an operator follows it. */
export const VALUE_BLOCKS: ReadonlySet<string> = new Set(["do", "eval", "sub"]);
