// node vite.js FOLDER serves an application with Vite's development server, as its vite.config.js says.
import { join } from "node:path";
import { createServer } from "vite";

const root = process.argv[2];
const server = await createServer({
  root, configFile: join(root, "vite.config.js"), logLevel: "silent", server: { host: "127.0.0.1", port: 0 },
});
await server.listen();
console.log(`http://127.0.0.1:${server.httpServer.address().port}`);
