/** Which messages of a log name an error, so that a request that got no answer may be among them. */
import { expect, test } from 'vitest'
import { namesError } from '../../../src/read/requests/messages.js'

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
])('names none: %s', text => {
  expect(namesError(text)).toBe(false)
})
