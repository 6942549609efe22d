import { parseCookie, stringifySetCookie } from "cookie";

/** A session's token is 256 bits in base64url. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** With `__Host-` browsers insist on HTTPS, this host and the whole site; without HTTPS they would refuse the name. */
export function cookieName(secure: boolean): string {
  return secure ? "__Host-sameday" : "sameday";
}

/** The session's token of a request; empty when there is none or it has another form. */
export function readToken(header: string | undefined, secure: boolean): string {
  const token = parseCookie(header ?? "")[cookieName(secure)] ?? "";
  return TOKEN.test(token) ? token : "";
}

/** The header that gives a browser its session, or ends it when the token is empty. */
export function sessionCookie(token: string, expires: Date, secure: boolean): string {
  return stringifySetCookie({
    name: cookieName(secure),
    value: token,
    expires: token === "" ? new Date(0) : expires,
    httpOnly: true,
    sameSite: "strict",
    secure,
    path: "/",
  });
}
