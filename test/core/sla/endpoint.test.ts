import { describe, expect, it } from 'vitest'
import {
  compileGlob,
  NAME_PATTERNS,
  parseGlob,
  prefixOf,
  targetOf,
  withHost,
  writeEndpointPatterns,
} from '../../../src/core/sla/endpoint.js'

const TEXTS = [
  '/v1/videos',
  '/v1/videos/',
  '/v1/videos/text2video/abc',
  '/healthz',
  '/healthz?deep=1',
  'GET /healthz HTTP/1.1',
  'POST /v1/videos?x=/healthz HTTP/2',
  'https://api.example.com/v1/videos',
  'https://api.example.com',
  'https://api.example.com:443/v1/videos',
  'https://api.example.com:8443/v1/videos',
  'http://h:80/x',
  'HTTPS://API.Example.COM/v1/videos',
  'https://Api.example.com:443/V1/Videos',
  'https://PROXY.example.org/Example/v1/x',
  'https://proxy.example.org/EXAMPLE/v1/x',
  'https://H',
  'HTTPS://h?x',
  'GET http://h/healthz HTTP/1.1',
  '',
  '-',
  '*',
  'OPTIONS * HTTP/1.1',
  'healthz',
  '/a.b',
  '/aXb',
  '/v1/healthz',
  '//double/slash',
  '/x#y',
  '/',
  'GET',
  '/static/js/app.js',
  '/(a)[b]',
  '/é',
]
/** What stands in place of a path, and what is like it. */
const NAMES = [
  'kling/kling-v2-6',
  'KLING-V2',
  'V2/kling',
  'V2 kling',
  'GET kling',
  'GET -kling',
  ' POST kling-v2 HTTP/1.1',
  'kling-v2?x=/healthz',
  'api.example.com/v1/videos',
  'h:8080/v1/x',
  'kling:v2//x',
  '可灵',
  '可灵 v2',
  'x/可灵-v2',
  '-kling',
  'GPT',
  '7',
  '7b',
]
const GLOBS = [
  '*',
  '/*',
  '/',
  '/healthz',
  '*/healthz',
  '/v1/*',
  '/v1/videos',
  '/v1/videos/*',
  '*.js',
  '/a.b',
  '*z',
  '/*/videos*',
  '*T',
  '//api.example.com/*',
  '//h/',
  '//h/healthz',
  '//h/v1/*',
  '//*.example.com/v1/*',
  '//api.example.com:*/*',
  '//h*',
  '//*h',
  '//*example*',
  '//*example*/v1/*',
  '//*proxy*example/v1/*',
  '//*.ORG*',
  '/(a)[b]',
  '/é',
  '*/',
  '/*a*a*a*s',
  '/v1*1*',
  '*v1*o*abc',
  '/v1/videos*/videos',
  '*kling*',
  '*/kling*',
  '/kling*',
  '*2*',
  '/V2*',
  '/7*',
  '/7',
  '*/V2/*',
  '/GET',
  '/K*G*2',
  '*可灵',
  '*/可灵',
  '/api.example.com/*',
  '*-*',
]

describe('a glob', () => {
  it.each(GLOBS)('%s says of a target what its pattern says of the text', glob => {
    const kept = parseGlob(glob)!
    const test = compileGlob(kept)
    const { path, name } = writeEndpointPatterns(kept)
    const matches = (pattern: string, text: string): boolean => new RegExp(pattern).test(text)
    const texts = [...TEXTS, ...NAMES]
    expect(texts.filter(text => test(targetOf(text)))).toEqual(
      texts.filter(
        text =>
          matches(path, text) ||
          (name !== null &&
            matches(NAME_PATTERNS.name, text) &&
            !matches(NAME_PATTERNS.url, text) &&
            matches(name, text)),
      ),
    )
  })

  it.each([
    [
      '/healthz',
      ['/healthz', '/healthz?deep=1', 'GET /healthz HTTP/1.1', 'GET http://h/healthz HTTP/1.1', 'healthz'],
    ],
    [
      '*/healthz',
      [
        '/healthz',
        '/healthz?deep=1',
        'GET /healthz HTTP/1.1',
        'GET http://h/healthz HTTP/1.1',
        'healthz',
        '/v1/healthz',
      ],
    ],
    ['//API.EXAMPLE.COM/V1/*', ['https://Api.example.com:443/V1/Videos']],
    ['*.js', ['/static/js/app.js']],
    ['/a.b', ['/a.b']],
    [
      '//api.example.com/*',
      [
        'https://api.example.com/v1/videos',
        'https://api.example.com',
        'https://api.example.com:443/v1/videos',
        'HTTPS://API.Example.COM/v1/videos',
        'https://Api.example.com:443/V1/Videos',
      ],
    ],
    ['/', ['https://api.example.com', 'https://H', 'HTTPS://h?x', '/']],
    ['*T', []],
  ])('%s', (glob, matched) => {
    const test = compileGlob(parseGlob(glob)!)
    expect(TEXTS.filter(text => test(targetOf(text)))).toEqual(matched)
  })

  it.each(['*kling*', '*/kling*', '/kling/*', '*v2-6', '*', '/kling/kling-v2-6'])(
    '%s matches a name that is no path, such as that of a model, as if a slash stood in front',
    glob => {
      const test = compileGlob(glob)
      const texts = ['kling/kling-v2-6', 'GPT', '-', '*', '', '\\x16\\x03']
      expect(texts.filter(text => test(targetOf(text)))).toEqual(['kling/kling-v2-6'])
    },
  )

  it('matches a name in Chinese likewise', () => {
    const match = (glob: string) =>
      ['可灵', '/v1/可灵/x', '即梦', 'kling'].filter(text => compileGlob(glob)(targetOf(text)))
    expect(match('*可灵*')).toEqual(['可灵', '/v1/可灵/x'])
    expect(match('/可灵')).toEqual(['可灵'])
  })

  it('of many stars is as fast as others on a path that nearly fits', () => {
    // By backtracking it would take longer than anybody waits.
    const test = compileGlob(`/*${'a*'.repeat(20)}b`)
    expect(test({ host: '', path: `/${'a'.repeat(5000)}` })).toBe(false)
    expect(test({ host: '', path: `/${'a'.repeat(5000)}b` })).toBe(true)
  })

  it.each([
    ['/v1/**', '/v1/*'],
    ['https://api.example.com/*', '//api.example.com/*'],
    ['https://api.example.com:443/*', '//api.example.com/*'],
    ['//*.example.com:80', '//*.example.com'],
    ['//h:8443/*', '//h:8443/*'],
    ['healthz', null],
    ['/x?y', null],
    ['', null],
  ])('%s is kept as %s', (text, glob) => expect(parseGlob(text)).toBe(glob))
})

it.each([
  ['/v1/videos/text2video/1', '/v1/videos'],
  ['/tasks/12345', '/tasks/*'],
  ['/tasks/0b9e7c1e-6a1d-4b62-9d7a-3f7f1f0c1d2e/result', '/tasks/*'],
  ['/v1', '/v1'],
  ['/v1/', '/v1/'],
  ['https://api.example.com/v1/videos/7?x', '//api.example.com/v1/videos'],
  ['', ''],
  ['kling/kling-v2-6', 'kling/kling-v2-6'],
  ['a/b/c/d', 'a/b/c'],
])('%s begins with %s', (text, prefix) => expect(prefixOf(targetOf(text))).toBe(prefix))

it.each([
  ['/v1/x?y', 'http://h/v1/x?y'],
  ['POST /v1/x HTTP/1.1', 'POST http://h/v1/x HTTP/1.1'],
  ['https://other/v1', 'https://other/v1'],
  ['gpt-5', 'gpt-5'],
  ['', 'http://h'],
])('%s with the host beside it is %s', (endpoint, whole) => expect(withHost(endpoint, 'h')).toBe(whole))
