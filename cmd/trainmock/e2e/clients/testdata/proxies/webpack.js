// node webpack.js UPSTREAM FOLDER serves another server through webpack-dev-server, which compresses by default.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import webpack from "webpack";
import WebpackDevServer from "webpack-dev-server";

const [upstream, context] = process.argv.slice(2);
writeFileSync(join(context, "index.js"), "");
const compiler = webpack({
  mode: "development", context, entry: "./index.js", output: { path: context }, stats: "none",
  infrastructureLogging: { level: "none" },
});
const server = new WebpackDevServer({
  host: "127.0.0.1", port: 0, allowedHosts: "all", // else a WebSocket without an Origin is a 403
  proxy: [{ context: ["/stream", "/health", "/openapi.json"], target: upstream, ws: true }],
}, compiler);
await server.start();
console.log(`http://127.0.0.1:${server.server.address().port}`);
