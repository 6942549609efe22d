/** The only door to OpenPGP.js. What stands first is evaluated first: the library looks at Node's curves when it is loaded. */
import "./own-brainpool.ts";
import "./own-web-crypto.ts";

export * from "openpgp";
