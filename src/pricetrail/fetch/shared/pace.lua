-- How busy hosts are. Two keys for each: that of its turns, and one that lives as long as what was
-- handed out there takes.

local commands = {}

-- Answers {gap, wait} in milliseconds for each host; the `gap` given is that of hosts not known.
function commands.rooms(gap)
  local rooms = {}
  for i = 1, #KEYS, 2 do
    local known = redis.call('HGET', KEYS[i], 'gap') or gap
    rooms[#rooms + 1] = {math.floor(tonumber(known)), math.max(redis.call('PTTL', KEYS[i + 1]), 0)}
  end
  return rooms
end

-- Each host is busy for so many milliseconds more than it is already.
function commands.book(...)
  for i, ms in ipairs({...}) do
    redis.call('SET', KEYS[2 * i], 1, 'PX', math.max(redis.call('PTTL', KEYS[2 * i]), 0) + ms)
  end
end

return commands[ARGV[1]](unpack(ARGV, 2))
