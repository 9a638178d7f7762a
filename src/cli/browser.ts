import { spawn } from "node:child_process";

/** Asks the desktop to open a page. Where there is none, nothing happens: the link is printed as well. */
export function openBrowser(url: URL): void {
  const [command, ...args] = toCommand(process.platform);
  const child = spawn(command, [...args, url.href], { stdio: "ignore", detached: true });
  child.on("error", () => undefined);
  child.unref();
}

function toCommand(platform: NodeJS.Platform): readonly [string, ...string[]] {
  switch (platform) {
    case "darwin":
      return ["open"];
    case "win32":
      // Not `start`: a shell would take the address apart at its ampersands.
      return ["rundll32", "url.dll,FileProtocolHandler"];
    default:
      return ["xdg-open"];
  }
}
