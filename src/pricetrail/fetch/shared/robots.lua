-- The copy of one origin's robots.txt, and who asks for it.

local copy, asking = KEYS[1], KEYS[2]

local commands = {}

-- Answers {'copy', text, denied, ms it is fresh}; {'ask'}: it is for `me` to ask; or {'wait'}.
function commands.look(me, ms)
  local fresh = redis.call('PTTL', copy)
  if fresh > 0 then
    local text, denied = unpack(redis.call('HMGET', copy, 'text', 'denied'))
    return {'copy', text, denied, fresh}
  end
  -- It is ours already where this is asked again because the answer got lost.
  if redis.call('SET', asking, me, 'NX', 'PX', ms) or redis.call('GET', asking) == me then
    return {'ask'}
  end
  return {'wait'}
end

function commands.put(text, denied, ms)
  redis.call('DEL', copy)
  redis.call('HSET', copy, 'text', text, 'denied', denied)
  redis.call('PEXPIRE', copy, ms)
end

function commands.let_go(me)
  if redis.call('GET', asking) == me then
    redis.call('DEL', asking)
  end
end

return commands[ARGV[1]](unpack(ARGV, 2))
