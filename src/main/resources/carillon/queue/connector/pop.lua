-- Pops ids in the order of turns: queues take turns by weight, within a queue its tenants do, within a tenant the lowest
-- score goes first. carillon.queue.FairOrder is the same order as plain code, and a test holds the two together.
--
-- A turn is start-time fair queueing: each queue has a tag, where its next turn begins. The lowest tag is next; a turn moves it
-- on by 1/weight. Who comes late, or comes back, begins where the others are, and not before its own last turn's end.
--
-- KEYS: the hash of turns; then for each queue its sorted set of lanes, in which the scores are tags (0: has just come).
-- ARGV: ids wanted; for each queue its name, weight and most; for each tenant that is not like all others the same.
-- Returns queue, tenant, id and score of each.
local turns = KEYS[1]
local wanted = tonumber(ARGV[1])
local at = 2

local function share()
  local read = {name = ARGV[at], weight = tonumber(ARGV[at + 1]), room = tonumber(ARGV[at + 2])}
  at = at + 3
  return read
end

local live = {}
for i = 2, #KEYS do
  local queue = share()
  queue.lanes = KEYS[i]
  if queue.room > 0 and redis.call('ZCARD', queue.lanes) > 0 then live[#live + 1] = queue end
end
local known = {}
while at <= #ARGV do
  local tenant = share()
  known[tenant.name] = tenant
end
if #live == 0 then return {} end

local function number(tag) return string.format('%.17g', tag) end

-- Field '' of the hash is where the turns of queues are, '<queue>' is its tag, '<queue>/' is where the turns of its lanes
-- are, '<queue>/<tenant>' the tag of a lane that ran empty.
local fields = {''}
for _, queue in ipairs(live) do
  fields[#fields + 1] = queue.name
  fields[#fields + 1] = queue.name .. '/'
end
local tags = redis.call('HMGET', turns, unpack(fields))
local now = tonumber(tags[1] or 1)
for i, queue in ipairs(live) do
  queue.tag = tonumber(tags[2 * i] or 0)
  queue.now = tonumber(tags[2 * i + 1] or 1)
end

-- Gives lanes that have just come their place.
local function place(queue)
  while true do
    local first = redis.call('ZRANGE', queue.lanes, 0, 0, 'WITHSCORES')
    if not first[1] or tonumber(first[2]) > 0 then return end
    local last = tonumber(redis.call('HGET', turns, queue.name .. '/' .. first[1]) or 0)
    redis.call('ZADD', queue.lanes, number(math.max(last, queue.now)), first[1])
  end
end

-- The lane whose turn it is: tenant and tag; nil when no tenant has room.
local function first(queue)
  local skip = 0
  while true do
    local lane = redis.call('ZRANGE', queue.lanes, skip, skip, 'WITHSCORES')
    if not lane[1] then return nil end
    local tenant = known[lane[1]]
    if not tenant or tenant.room > 0 then return lane[1], tonumber(lane[2]) end
    skip = skip + 1
  end
end

local popped = {}

-- Takes up to so many ids from a lane; how many there were.
local function take(queue, name, tag, most)
  local ids = redis.call('ZPOPMIN', queue.lanes .. '/' .. name, most)
  local taken = #ids / 2
  for i = 1, #ids, 2 do
    popped[#popped + 1] = queue.name
    popped[#popped + 1] = name
    popped[#popped + 1] = ids[i]
    popped[#popped + 1] = ids[i + 1]
  end
  local tenant = known[name]
  local weight = tenant and tenant.weight or 1
  local start = math.max(tag, queue.now)
  if taken > 0 then
    queue.now = start + (taken - 1) / weight
    tag = start + taken / weight
    if tenant then tenant.room = tenant.room - taken end
    local begun = math.max(queue.tag, now)
    now = begun + (taken - 1) / queue.weight
    queue.tag = begun + taken / queue.weight
    queue.room = queue.room - taken
  end
  if taken < most or redis.call('EXISTS', queue.lanes .. '/' .. name) == 0 then
    redis.call('ZREM', queue.lanes, name)
    redis.call('HSET', turns, queue.name .. '/' .. name, number(tag))
  else
    redis.call('ZADD', queue.lanes, number(tag), name)
  end
  return taken
end

for _, queue in ipairs(live) do place(queue) end
local done = {}
while wanted > 0 and #live > 0 do
  local best = 1
  for i = 2, #live do
    if math.max(live[i].tag, now) < math.max(live[best].tag, now) then best = i end
  end
  local queue = live[best]
  local name, tag = first(queue)
  if name then
    local most = 1
    if #live == 1 and redis.call('ZCARD', queue.lanes) == 1 then
      most = math.min(wanted, queue.room, known[name] and known[name].room or wanted)
    end
    wanted = wanted - take(queue, name, tag, most)
  end
  if not name or queue.room <= 0 then
    done[#done + 1] = queue
    table.remove(live, best)
  end
end
for _, queue in ipairs(live) do done[#done + 1] = queue end

local kept = {'', number(now)}
for _, queue in ipairs(done) do
  kept[#kept + 1] = queue.name
  kept[#kept + 1] = number(queue.tag)
  kept[#kept + 1] = queue.name .. '/'
  kept[#kept + 1] = number(queue.now)
end
redis.call('HSET', turns, unpack(kept))
return popped
