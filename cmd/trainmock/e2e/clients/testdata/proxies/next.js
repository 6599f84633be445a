// node next.js UPSTREAM FOLDER serves another server through the rewrites of Next.js, as "next dev" does, but in one
// process, which ends as a whole.
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [upstream, folder] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const module = require.resolve("next/dist/server/lib/start-server");
const rewrites = ["/stream/:path*", "/health", "/openapi.json"].map((source) => ({ source, destination: upstream + source }));
const config = `export default { rewrites: async () => ${JSON.stringify(rewrites)} };`;
writeFileSync(join(folder, "next.config.mjs"), config);
writeFileSync(join(folder, "package.json"), "{}");
mkdirSync(join(folder, "pages"));
writeFileSync(join(folder, "pages", "index.js"), "export default () => null;");
symlinkSync(module.slice(0, module.indexOf("/next/dist/")), join(folder, "node_modules"));

Object.assign(process.env, { NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "development", TURBOPACK: "1" });
await require(module).startServer({ dir: folder, hostname: "127.0.0.1", port: 0, isDev: true, allowRetry: false });
console.log(`http://127.0.0.1:${process.env.PORT}`);
