// Makes TypeScript of the schema and of the documents given, as an app developer would, and has tsc check it.
// Usage: node types.mjs <schema.graphql> <documents.graphql> <folder>; prints one line, or what is wrong.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { codegen } from "@graphql-codegen/core";
import * as typescript from "@graphql-codegen/typescript";
import * as operations from "@graphql-codegen/typescript-operations";
import { parse } from "graphql";

const [schema, documents, folder] = process.argv.slice(2);
const options = {
  scalars: { BigInt: "number", Date: "string", DateTime: "string", LocalTime: "string", UUID: "string" },
  strictScalars: true, enumsAsTypes: true, avoidOptionals: { field: true }, skipTypename: true,
};
const made = await codegen({
  schema: parse(readFileSync(schema, "utf8")),
  documents: [{ location: documents, document: parse(readFileSync(documents, "utf8")) }],
  config: options,
  filename: "types.ts",
  plugins: [{ typescript: {} }, { operations: {} }],
  pluginMap: { typescript, operations },
});
const file = join(folder, "types.ts");
writeFileSync(file, made);
const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");
execFileSync(process.execPath, [tsc, "--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", file, ...process.argv.slice(5)], { stdio: "inherit" });
console.log(`${made.split("\n").length} lines`);
