/** What the build compiles (build/compiled-modules.js): modules that are loaded when a log is large enough for them. */
declare module 'compiled:combined-kernel' {
  /** WebAssembly, in base64. */
  export const code: string
}
declare module 'compiled:json-lines-kernel' {
  /** WebAssembly, in base64. */
  export const code: string
}
declare module 'compiled:request-kernel' {
  /** WebAssembly, in base64. */
  export const code: string
}
declare module 'compiled:job-kernel' {
  /** WebAssembly, in base64. */
  export const code: string
}
declare module 'compiled:region-worker' {
  /** A CommonJS module, as text. */
  export const source: string
}

/** As much of WebAssembly as is used here: Node has it, its types do not. */
declare namespace WebAssembly {
  class Module {
    constructor(code: Uint8Array)
  }
  interface Memory {
    readonly buffer: ArrayBuffer
    grow(pages: number): number
  }
  interface Global {
    readonly value: number
  }
  class Instance {
    constructor(module: Module, imports: Readonly<Record<string, object>>)
    readonly exports: Readonly<Record<string, unknown>>
  }
}

declare module 'compiled:zstd-worker' {
  export const source: string
}
