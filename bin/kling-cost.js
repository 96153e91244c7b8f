#!/usr/bin/env node
// CommonJS, as bin/package.json says: Node starts it a good deal faster than a module (bench/start-up).
require('../dist/start.cjs').start()
