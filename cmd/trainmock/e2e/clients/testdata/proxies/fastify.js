// node fastify.js UPSTREAM serves another server through Fastify, which compresses.
import compress from "@fastify/compress";
import proxy from "@fastify/http-proxy";
import Fastify from "fastify";

const server = Fastify();
await server.register(compress);
await server.register(proxy, { upstream: process.argv[2], websocket: true });
console.log(await server.listen({ port: 0, host: "127.0.0.1" }));
