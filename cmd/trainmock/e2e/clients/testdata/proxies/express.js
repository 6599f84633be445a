// node express.js UPSTREAM serves another server behind the middleware that Express applications compress with.
import compression from "compression";
import express from "express";
import { createProxyMiddleware } from "http-proxy-middleware";

const proxy = createProxyMiddleware({ target: process.argv[2], changeOrigin: true, ws: true });
const app = express();
app.use(compression());
app.use(proxy);
const server = app.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
server.on("upgrade", proxy.upgrade);
