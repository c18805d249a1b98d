-- For wrk: asks for the lines of a file in turn, beginning at a place, and tells how it went.
-- Arguments: "get" or "post", the file, the place, and whether every GET has a query of its own.
-- A line is a path, or a path and a validator to send, or a path and a body whose @ is a price.

local lines = {}
local method, place, apart

function init(arguments)
  method, place, apart = arguments[1], tonumber(arguments[3]), arguments[4] == "apart"
  for line in io.lines(arguments[2]) do
    local path, rest = line:match("([^\t]+)\t?(.*)")
    lines[#lines + 1] = { path, rest }
  end
end

function request()
  place = place + 1
  local line = lines[place % #lines + 1]
  if method == "post" then
    local price = string.format("%d.%02d", 20 + math.floor(place / 100) % 20, place % 100)
    local headers = { ["Content-Type"] = "application/json" }
    return wrk.format("POST", line[1], headers, (line[2]:gsub("@", price)))
  end
  local path = line[1]
  if apart then
    path = path .. (path:find("?", 1, true) and "&_=" or "?_=") .. place
  end
  local headers = {}
  if line[2] ~= "" then
    headers["If-None-Match"] = line[2]
  end
  return wrk.format("GET", path, headers)
end

function done(summary, latency)
  local errors = summary.errors
  print(string.format(
    '{"answers": %d, "seconds": %f, "refused": %d, "broken": %d, "p50_ms": %f, "p99_ms": %f}',
    summary.requests, summary.duration / 1e6, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3
  ))
end
