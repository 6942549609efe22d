import crypto from "node:crypto";

/**
 * OpenPGP.js asks Node once, when it is loaded, which curves it has, and then wants two more packages for Node's brainpool.
 * Where Node has none it computes them itself, slowly enough for a few signatures a mail. Seen by this thread alone.
 */
const curves = crypto.getCurves().filter((name) => !name.startsWith("brainpool"));
Object.defineProperty(crypto, "getCurves", { value: () => curves });
