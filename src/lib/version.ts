import packageJson from "../../package.json" with { type: "json" };

/** The exporter's own version, as `package.json` says. */
export const version: string = packageJson.version;
