// node next.js FOLDER serves an application with Next.js and its next.config.mjs, as "next dev" does, but in one
// process, which ends as a whole. The application is index.html in place of pages, which would take seconds to compile.
import { mkdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const folder = process.argv[2];
const require = createRequire(import.meta.url);
const module = require.resolve("next/dist/server/lib/start-server");
renameSync(join(folder, "next.config.mjs"), join(folder, "recipe.mjs"));
writeFileSync(join(folder, "next.config.mjs"), `
  import recipe from "./recipe.mjs";
  const { beforeFiles } = await recipe.rewrites();
  beforeFiles.push({ source: "/:path*", destination: "/index.html" });
  export default { ...recipe, rewrites: async () => ({ beforeFiles }), turbopack: { root: "/" } };`);
writeFileSync(join(folder, "package.json"), "{}");
mkdirSync(join(folder, "pages"));
mkdirSync(join(folder, "public"));
renameSync(join(folder, "index.html"), join(folder, "public", "index.html"));
symlinkSync(module.slice(0, module.indexOf("/next/dist/")), join(folder, "node_modules"));

Object.assign(process.env, { NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "development", TURBOPACK: "1" });
await require(module).startServer({ dir: folder, hostname: "127.0.0.1", port: 0, isDev: true, allowRetry: false });
console.log(`http://127.0.0.1:${process.env.PORT}`);
