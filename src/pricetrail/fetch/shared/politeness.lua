-- Whose turn it is at one host. All times are milliseconds of this server's clock.
-- One of the commands at the end is called, with its arguments as they stand there.

local host, line, back, start = KEYS[1], KEYS[2], KEYS[3], KEYS[4]

local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

local LEAST_WAIT = 20
local LATE = 2000 -- who is later than that loses its place in the line

-- Keep `key` at least until `moment`, and a while beyond.
local function keep(key, moment)
  local ms = moment - now + 60000
  if redis.call('PTTL', key) < ms then
    redis.call('PEXPIRE', key, ms)
  end
end

-- Since when nothing is known to be missing: a server that was started anew, or emptied, may have
-- lost what happened before. A user that may not ask for the run gets by without it.
local function known_since()
  local info = redis.pcall('INFO', 'server')
  local run = type(info) == 'string' and string.match(info, 'run_id:(%w+)') or ''
  local known = redis.call('HMGET', start, 'run', 'at')
  local at = tonumber(known[2] or 0)
  if known[1] == run and 0 < at and at <= now then
    return at
  end
  redis.call('HSET', start, 'run', run, 'at', now)
  return now
end

-- Arguments come as texts.
local function numbers(...)
  local all = {...}
  for i, text in ipairs(all) do
    all[i] = tonumber(text)
  end
  return unpack(all)
end

local function leave_line(me)
  redis.call('ZREM', line, me)
  redis.call('ZREM', back, me)
end

-- The place of `me` in the line, 0 for the first. Whoever did not come back in time is out of it.
local function place_of(me)
  for _, gone in ipairs(redis.call('ZRANGEBYSCORE', back, '-inf', now)) do
    if gone ~= me then
      leave_line(gone)
    end
  end
  redis.call('ZADD', line, 'NX', now, me)
  return redis.call('ZRANK', line, me)
end

-- The turn is taken for `lease` at most. What is to happen after it is written down at once: of
-- a holder that dies nothing is heard any more.
local function take(me, gap, lease)
  leave_line(me)
  local free = now + lease + gap
  redis.call('HSET', host, 'owner', me, 'ends', now + lease, 'free', free, 'gap', gap)
  keep(host, free)
  return {'go'}
end

local commands = {}

-- Answers {'go'}: the turn is ours; {'wait', ms}; {'paused', ms}; or, where the breaker is not the
-- one that was `seen`, {'breaker', breaker, now}.
function commands.ask(me, seen, ...)
  local gap, lease, settle, longest_pause, longest_sleep = numbers(...)
  local known = redis.call('HMGET', host, 'owner', 'ends', 'free', 'gap', 'pause', 'breaker')
  local owner, breaker = known[1], known[6] or ''
  local ends, free, pause = tonumber(known[2] or 0), tonumber(known[3] or 0), tonumber(known[5] or 0)
  local since = known_since()
  if breaker ~= seen then
    return {'breaker', breaker, now}
  end
  if pause - now > longest_pause then
    return {'paused', pause - now}
  end
  if owner == me then -- it was given, and the answer got lost
    return take(me, gap, lease)
  end
  local place = place_of(me)
  local wait
  if owner and now < ends then
    wait = math.max(tonumber(known[4]), LEAST_WAIT, pause - now) -- if it ended now
  else
    wait = math.max(free, pause, since + gap + settle) - now
    if wait <= 0 and place == 0 then
      return take(me, gap, lease)
    end
  end
  wait = math.max(LEAST_WAIT, math.min(math.max(wait, 0) + place * gap, longest_sleep))
  redis.call('ZADD', back, now + wait + LATE, me)
  keep(line, now + wait)
  keep(back, now + wait)
  return {'wait', wait}
end

-- The turn is over, or not wanted any more. `used` is 1 where something was sent in it.
function commands.done(me, ...)
  local used, gap = numbers(...)
  leave_line(me)
  local owner, free = unpack(redis.call('HMGET', host, 'owner', 'free'))
  local next_free = now + 1 + gap
  if owner == me then
    redis.call('HDEL', host, 'owner', 'ends')
  elseif used == 0 then
    return
  else -- the lease was lost
    next_free = math.max(next_free, tonumber(free or 0))
  end
  redis.call('HSET', host, 'free', next_free)
  keep(host, next_free)
end

function commands.pause(ms)
  local until_ = math.max(now + tonumber(ms), tonumber(redis.call('HGET', host, 'pause') or 0))
  redis.call('HSET', host, 'pause', until_)
  keep(host, until_)
end

function commands.breaker()
  return {redis.call('HGET', host, 'breaker') or '', now}
end

-- Put the breaker `after` in the place of `before`, unless it is another one meanwhile.
function commands.swap(before, after, until_)
  if (redis.call('HGET', host, 'breaker') or '') ~= before then
    return 0
  end
  if after == '' then
    redis.call('HDEL', host, 'breaker')
  else
    redis.call('HSET', host, 'breaker', after)
    keep(host, tonumber(until_))
  end
  return 1
end

return commands[ARGV[1]](unpack(ARGV, 2))
