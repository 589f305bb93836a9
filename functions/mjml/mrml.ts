import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** The compiler, as WebAssembly: it can reach no file and no network. A bundle has it built in instead. */
export const mrmlBytes: Uint8Array = readFileSync(
  createRequire(import.meta.url).resolve('mrml/web/mrml_wasm_bg.wasm'),
);
