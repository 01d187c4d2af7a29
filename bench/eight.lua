-- For wrk: sends the requests of a file one after the other; with ONCE, stops when each has been sent.
local requests, once, sent = {}, os.getenv("ONCE") == "1", 0

function init()
  local file = assert(io.open(os.getenv("REQUESTS"), "rb"))
  for size in file:lines() do
    requests[#requests + 1] = file:read(tonumber(size))
  end
  file:close()
end

function request()
  sent = sent + 1
  if once and sent >= #requests then
    wrk.thread:stop()
  end
  return requests[(sent - 1) % #requests + 1]
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  print(string.format(
    '{"answered": %d, "seconds": %f, "failed": %d, "p50": %f, "p95": %f}',
    summary.requests, summary.duration / 1e6, failed, latency:percentile(50) / 1e3, latency:percentile(95) / 1e3))
end
