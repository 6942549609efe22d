/**
 * Words of English and of every second report, among them names of packages and what is left of names without Debian's
 * prefixes: `file`, `time`, `golang-github-fasthttp-router`. That one of them stands in a text tells nothing.
 */
const COMMON: ReadonlySet<string> = new Set(
  [
    "about above abuse accept access according account action active actor add additional address admin administrator",
    "affect affected affecting affects after all allocate allocation allow allowed allowing allows also an and another any",
    "app application applications apps arbitrary are area array as at attack attacker attackers attacks attempt auth",
    "authenticated authentication authorization available base based because been before being below between block body both",
    "bound bounds box browser buffer bug build but by bypass byte bytes cache call called calls can cannot case cause caused",
    "causes causing certain chain change changes channel character characters check checks class clean clear client clients",
    "close closed code color column command commands common component components condition config configuration configure",
    "connect connection connections contain contained containing contains content context control cookie cookies copy corrupt",
    "corruption could count craft crafted crash crashes create created creates critical cross current custom data database date",
    "default delete denial deny dependency design device devices did different directory disable disabled disclose disclosed",
    "disclosure discovered display do document documents does domain done double down download due during each earlier early",
    "edit editor element email empty enable enabled end endpoint engine enough entry environment error errors escalate",
    "escalation escape etc event events every example exceed except exception execute executed execution exhaust exhaustion",
    "exist existing exists exploit exploitation exploited expose exposed exposes exposure extension external extract fail failed",
    "fails failure false feature field fields file filename files filter final find first fixed flag flaw flow following follows",
    "for force form format found frame framework free freed from full function functionality functions further gain generate",
    "get gets given global group guest handle handler handles handling has have having head header headers heap help hidden",
    "high host hosts how html http https id if image images impact implementation import improper in include included includes",
    "including incorrect index info information inject injection input insecure insert inside install instance insufficient",
    "integer integrity interface internal into invalid invoke is issue issues it item its itself job join key keys large last",
    "later lead leading leads leak leaks length less let lets level library like limit limited line link links list lists load",
    "local locale location lock log login logs long loop low made main make makes malformed malicious manage management manager",
    "map match may memory message messages meta method might missing mode model module more most multiple name named names",
    "native need needs network new next no node non not null number object objects of off offset old on once one only open",
    "operation option options or order origin other out output outside over overflow overwrite own owner pack package packet",
    "packets page pages parameter parameters parse parser parses parsing part password passwords patch path paths payload people",
    "per perform permission permissions physical place platform plugin pointer policy pollution pool port portal possible post",
    "potential potentially predict present prevent previous printing prior private privilege privileges process processed",
    "processes processing product program project properly properties property protect protection protocol provided proxy public",
    "query queue race random range rate raw read reading reads receive record recursive redirect reference refers register regular",
    "release released remote remotely remove removed render report reported request requests require required requires reset",
    "resolved resource resources response restrict result resulting results return returned returns reuse right role root route",
    "router rule run running same sandbox save scan scope screen script scripting scripts search secret secure security see seen",
    "select send sending sends sensitive separator server servers service services session sessions set sets setting settings",
    "several shared should show shows side sign signature simple since single site size so software some source space special",
    "specially specific specified stack start state status step steps storage store stored stream string strings structure style",
    "submit such support sync system systems tab table tag take target task template temporary terminal test text than that the",
    "their them then there these they this those thread through tim time timer timing to token tokens tool tools trace traffic",
    "traversal tree trigger triggered true trust trusted type types unauthenticated unauthorized under underflow uninitialized",
    "unsafe untrusted until up update updates upload uploaded upon url us use used user username users uses using utils validate",
    "validated validates validation value values variable vector vectors verification verify version versions very via victim",
    "view vulnerabilities vulnerability vulnerable wait was watch way ways web website week well were what when where which while",
    "who whose why will window with within without word words work would wrap write writes writing written wrong you your zero",
  ].flatMap((line) => line.split(" ")),
);

/** Whether a word, in lower case, tells nothing by standing in a text. */
export function isCommonWord(word: string): boolean {
  return COMMON.has(word);
}

/** Whether the word in which a text breaks off may have been to become a common one. */
export function beginsCommonWord(cut: string): boolean {
  for (const word of COMMON) if (word.startsWith(cut)) return true;
  return false;
}

/** Whether the text uses a common word as a name: a version stands behind it, as in `file before 5.46`. */
export function isNamedWithVersion(word: string, text: string): boolean {
  return new RegExp(`\\b${word} (?:(?:before|through|prior|to|up|versions?) ){0,3}v?\\d`, "i").test(text);
}
