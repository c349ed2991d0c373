-- A mix of what visitors do: pages, a style sheet, forms of 20 kB, and every so many requests a
-- page that takes a second.
-- wrk itself counts every answer from 400 up and every broken connection; here is what was asked.

local body = string.rep("x", 20000)
local turn = 0

function init(arguments)
  style = arguments[1]
  slow_every = tonumber(arguments[2])
  usual = arguments[3]
  local pause = tonumber(arguments[4])
  if pause > 0 then
    -- wrk asks this before each request of each connection, in milliseconds
    function delay()
      return math.random(0, 2 * pause)
    end
  end
end

function request()
  turn = turn + 1
  local kind = turn % 10
  if turn % slow_every == 0 then
    return wrk.format("GET", "/probe/slow/?seconds=1")
  elseif kind == 3 then
    return wrk.format("POST", "/probe/length/", nil, body)
  elseif kind == 6 then
    return wrk.format("GET", style)
  elseif kind == 1 then
    return wrk.format("GET", "/")
  end
  return wrk.format("GET", usual)
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '\nRESULT {"requests": %d, "status": %d, "connect": %d, "read": %d, "write": %d, '
    .. '"timeout": %d, "p99_ms": %.1f, "max_ms": %.1f}\n',
    summary.requests, errors.status, errors.connect, errors.read, errors.write, errors.timeout,
    latency:percentile(99) / 1000, latency.max / 1000))
end
