// node webpack.js FOLDER serves an application with webpack-dev-server, as its webpack.config.mjs says.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import webpack from "webpack";
import WebpackDevServer from "webpack-dev-server";

const context = process.argv[2];
writeFileSync(join(context, "index.js"), "");
const { default: { devServer, ...config } } = await import(join(context, "webpack.config.mjs"));
const compiler = webpack({
  mode: "development", context, entry: "./index.js", output: { path: context }, stats: "none",
  infrastructureLogging: { level: "none" }, ...config,
});
const server = new WebpackDevServer({
  ...devServer, host: "127.0.0.1", port: 0, static: context, allowedHosts: "all", // for clients without an Origin
}, compiler);
await server.start();
console.log(`http://127.0.0.1:${server.server.address().port}`);
