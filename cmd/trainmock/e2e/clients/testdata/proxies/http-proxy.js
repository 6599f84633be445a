// node http-proxy.js UPSTREAM serves another server through http-party/http-proxy, which many development servers use.
import { createServer } from "node:http";
import compression from "compression";
import httpProxy from "http-proxy";

const proxy = httpProxy.createProxyServer({ target: process.argv[2] });
proxy.on("error", (_, request, response) => response.destroy());
const compress = compression();
const server = createServer((request, response) => {
  compress(request, response, () => proxy.web(request, response));
});
server.on("upgrade", (request, socket, head) => proxy.ws(request, socket, head));
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
