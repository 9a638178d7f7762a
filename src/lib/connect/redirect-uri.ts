/**
 * Where Spotify sends the browser back to: this app, at the host by which it was called. Spotify wants HTTPS, and the host may see
 * a request without it, since TLS ends before it; on a machine of one's own it takes `127.0.0.1`, but not `localhost`.
 */
export function toRedirectUri(requestUrl: string): string {
  const { protocol, hostname, host, port } = new URL(requestUrl);
  const isLocal = ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
  if (!isLocal) {
    return `https://${host}/api/callback`;
  }
  const name = hostname === "localhost" ? "127.0.0.1" : hostname;
  return `${protocol}//${name}${port === "" ? "" : `:${port}`}/api/callback`;
}
