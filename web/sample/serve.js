// Builds the app and serves it on the port in the arguments, for Playwright. It ends with Playwright, however that ends:
// its standard input is a pipe from there, which is closed then.
import { build, preview } from "vite";

process.stdin.on("end", () => process.exit()).resume();
await build({ logLevel: "warn" });
await preview({ preview: { port: Number(process.argv[2]), strictPort: true } });
