// node vite.js UPSTREAM FOLDER serves another server through Vite's development server.
import { createServer } from "vite";

const [upstream, root] = process.argv.slice(2);
const proxy = { "/stream": { target: upstream, ws: true }, "/health": upstream };
const server = await createServer({
  root, configFile: false, logLevel: "silent", server: { host: "127.0.0.1", port: 0, proxy },
});
await server.listen();
console.log(`http://127.0.0.1:${server.httpServer.address().port}`);
