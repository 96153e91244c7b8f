/** Memory given up before V8's collector comes for it. */

/**
 * What frees memory at once, of which the collector would let tens of megabytes gather first: what is sent to a port
 * that is closed is dropped. Whatever still looks at it finds it empty. (`ArrayBuffer.prototype.transfer` would do the
 * same, which Node 20 has not.)
 */
export function createRelease(): (memory: ArrayBuffer[]) => void {
  const { port1: nowhere } = new MessageChannel()
  nowhere.close()
  return memory => nowhere.postMessage(null, memory)
}

/** Whether nothing else lies in the memory of `bytes`: small ones share a pool of Node's. */
export const isAlone = (bytes: Buffer): bytes is Buffer<ArrayBuffer> =>
  bytes.length === bytes.buffer.byteLength
