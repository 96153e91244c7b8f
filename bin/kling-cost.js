#!/usr/bin/env node
import { main } from '../dist/kling-cost.js'

process.exitCode = await main()
