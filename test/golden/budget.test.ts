import { compareCases } from './cases.js'

compareCases('budget')
