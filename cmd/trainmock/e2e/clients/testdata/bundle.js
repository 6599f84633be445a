// node bundle.js FILE prints a script for a page: all that a module needs, and its exports as the global "bundled".
import { build } from "vite";
import { compileScript, parse } from "vue/compiler-sfc";

const components = {
  name: "components of Vue",
  transform(text, id) {
    if (!id.endsWith(".vue")) return null;
    const { descriptor } = parse(text, { filename: id });
    return { code: compileScript(descriptor, { id, inlineTemplate: true }).content, moduleType: "js" };
  },
};
const [result] = await build({
  configFile: false, logLevel: "error", root: import.meta.dirname, plugins: [components],
  define: { "process.env.NODE_ENV": '"development"' },
  build: { write: false, minify: false, lib: { entry: process.argv[2], formats: ["iife"], name: "bundled" } },
});
process.stdout.write(result.output[0].code);
