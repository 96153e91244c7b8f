/** Which messages of a log name an error, so that a request that got no answer may be among them. */
import { expect, test } from 'vitest'
import { isWarning, namesError, statusInText } from '../../../src/read/requests/messages.js'

test.each([
  'WARNING tenacity Retrying kling.client.post in 1.0 seconds as it raised ConnectTimeout: .',
  'Backing off call(...) for 0.7s (httpx.ConnectTimeout)',
  'Retrying request to /v1/videos in 0.9 seconds',
  'raised HTTPStatusError: Server error 503',
  'HTTP 503',
  'timeout',
  'timeout after 30s',
  'timeout of 30000ms exceeded',
  'kling: TimeoutError',
  'status 503',
  'kling 503 Service Unavailable, retrying',
  'POST /v1/videos/text2video -> 503',
  'POST /v1/videos/text2video → 502',
  '{"msg":"kling","code":503}',
  '{"msg":"gave up","lastStatus":503}',
  '{"msg":"gave up","reason":"503 Service Unavailable"}',
  '{"level":"error","msg":"x"}',
  '请求失败',
  '调用可灵接口失败',
  '服务不可用',
  'タイムアウト',
  '接続に失敗しました',
  '연결 실패',
  '요청이 실패했습니다',
  '시간 초과',
  'Zeitüberschreitung',
  'tiempo de espera agotado',
  'falha na conexão',
  'délai d’attente dépassé',
  'All connection attempts failed',
  'Server disconnected without sending a response.',
  'peer closed connection without sending complete message body (incomplete chunked read)',
  'Cannot connect to host api.klingai.com:443 ssl:default [Network is unreachable]',
  'Connection error.',
  '[Errno -2] Name or service not known',
  'I/O error on POST request for "https://api.klingai.com/v1/videos": Broken pipe',
  'Connection prematurely closed BEFORE response',
  'api.klingai.com:443 failed to respond',
  'Remote host terminated the handshake',
  'The response ended prematurely.',
  'Client network socket disconnected before secure TLS connection was established',
  'Premature close',
  'stream reset',
  'Max retries exceeded with url: /v1/videos',
  'http2: server sent GOAWAY and closed the connection',
  '上游不可达',
  '応答なし',
  '응답 없음',
  'keine Antwort vom Server',
  'sin respuesta',
])('names an error: %s', text => {
  expect(namesError(text)).toBe(true)
})

test.each([
  'Started server process [7]',
  'task 503 submitted',
  '{"area_code": 501}',
  'price_status: 500',
  'uploaded -> 512 bytes',
  'polling task 5031 again in 5 s',
  '{"msg":"starting","timeout":30,"max_retries":3,"retry_count":0}',
  'starting with timeout=30 connect_timeout=5 timeout_seconds: 9',
  '{"msg":"task failed","task_id":"t1","reason":"content policy"}',
  'status 200',
  '{"msg":"done","code":0,"lastStatus":200}',
  'POST /v1/videos/text2video -> 200',
  'Retry-After is honoured',
  '请求成功',
  '接続しました',
  'http: Server closed',
  'client closed',
  'Webhook returned no response body, treating as ack',
  'no response_format given, using default',
  'WebSocket disconnected (client closed tab)',
  'broken pipe writing to 10.1.2.3',
  'Task list closed prematurely by user',
  'cannot connect to redis, using memory cache',
  'sent GOAWAY (graceful)',
])('names none: %s', text => {
  expect(namesError(text)).toBe(false)
})

test.each([
  '429 Too Many Requests: "{...}"',
  '429 Too Many Requests from POST https://api.klingai.com/v1/videos',
  '400 Bad Request',
  'POST https://a/b resulted in a `429 Too Many Requests` response',
  'Response status code does not indicate success: 429 (Too Many Requests).',
  'Response code 429 (Too Many Requests)',
  '[429 Too Many Requests] during [POST] to [https://a/b]',
  'HTTP status client error (429 Too Many Requests) for url (https://a/b)',
  'The requested URL returned error: 429',
  'status=429',
  'got 429',
  'Too Many Requests',
  '状态码 429',
  '返回 429',
  'HTTP エラー 429',
  '{"code":1303,"message":"parallel task over resource pack limit"}',
  '{"error":{"code":1303}}',
  'Account balance not enough',
])('names a status that was answered: %s', text => {
  expect(statusInText(text)).not.toBeNull()
})

test.each([
  'read 400 bytes',
  'ECONNREFUSED 10.0.0.1:443',
  'task 429 was not found',
  'error after 400 ms',
  '{"code":0}',
  'zip code: 90210',
])('names none: %s', text => {
  expect(statusInText(text)).toBeNull()
})

test.each([
  [true, 'WARNING kling: other side closed'],
  [true, '{"level":"warn","msg":"A task was canceled."}'],
  [true, '{"level":40,"msg":"https://api.klingai.com is silent"}'],
  [false, '{"level":40,"msg":"slow event loop: 120 ms"}'],
  [false, 'level=warn msg="slow disk"'],
  [false, '{"level":"WARN","msg":"Deprecated option foo is used"}'],
  [false, 'INFO kling: other side closed'],
])('warns of a request: %s, %s', (warns, row) => {
  expect(isWarning(row)).toBe(warns)
})
