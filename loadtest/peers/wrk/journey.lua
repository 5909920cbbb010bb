-- Lock, book and pay a seat that nobody else wants, over REST: the journey of ../pgbench/journey.sql
-- through the hub. Each thread has one connection and is one agent; run it with as many connections
-- as threads.
--
-- Arguments: a file of seats (flight, seat, price, currency), a file of tokens (one a thread in
-- turn), the number of threads, and the journeys a second that begin on schedule (0: each agent
-- begins the next when the last is over).
local ffi = require("ffi")
ffi.cdef [[
    typedef struct { long seconds; long nanoseconds; } moment;
    int clock_gettime(int clock, moment *now);
]]
local moment = ffi.new("moment")
local monotonic = 1

local function now()
    ffi.C.clock_gettime(monotonic, moment)
    return tonumber(moment.seconds) * 1e3 + tonumber(moment.nanoseconds) / 1e6
end

local threads = {}

function setup(thread)
    thread:set("agent", #threads)
    table.insert(threads, thread)
end

function init(arguments)
    local seatFile, tokenFile = arguments[1], arguments[2]
    local count, rate = tonumber(arguments[3]), tonumber(arguments[4])
    seats, place, number = {}, 0, 0
    for line in io.lines(seatFile) do
        if number % count == agent then table.insert(seats, line) end
        number = number + 1
    end
    local tokens = {}
    for line in io.lines(tokenFile) do table.insert(tokens, line) end
    token = tokens[agent % #tokens + 1]
    period = rate > 0 and count * 1e3 / rate or 0
    due = now() + agent * period / count
    prefix = tostring(ffi.cast("long", now() * 1e3)) .. "-" .. agent .. "-"
    state, keys, journeys, refused, firstRefusal, times = "lock", 0, 0, 0, "", ""
end

-- Called before each request.
function delay()
    if state ~= "lock" or period == 0 then return 0 end
    return math.max(0, math.floor(due - now() + 0.5))
end

local function post(path, body)
    keys = keys + 1
    return wrk.format("POST", "/api/v1" .. path, {
        ["Host"] = wrk.headers["Host"],
        ["Authorization"] = "Bearer " .. token,
        ["Content-Type"] = "application/json",
        ["Idempotency-Key"] = prefix .. keys,
    }, body)
end

function request()
    if state == "lock" then
        place = place + 1
        if place > #seats then wrk.thread:stop() place = 1 end
        flight, seat, price, currency = seats[place]:match("(%S+) (%S+) (%S+) (%S+)")
        begun = period > 0 and due or now()
        due = due + period
        return post("/flights/" .. flight .. "/seat-locks",
            '{"seats":[{"designator":"' .. seat .. '","passengerRef":"p1"}]}')
    elseif state == "book" then
        return post("/bookings", '{"type":"hold","flightId":"' .. flight
            .. '","seatLockIds":["' .. lock .. '"],"passengers":[{"ref":"p1","type":"adult",'
            .. '"givenName":"Load","familyName":"Test","bornOn":"1990-01-01"}],'
            .. '"contact":{"email":"loadtest@flighthub.test"},"expectedTotal":{"amount":"'
            .. price .. '","currency":"' .. currency .. '"}}')
    end
    return post("/payments", '{"bookingId":"' .. booking .. '","amount":"' .. price
        .. '","currency":"' .. currency .. '","method":"balance"}')
end

function response(status, headers, body)
    if status ~= 201 then
        refused = refused + 1
        if firstRefusal == "" then firstRefusal = state .. ": " .. status .. " " .. body end
        state = "lock"
    elseif state == "lock" then
        lock = body:match('"id":"([^"]+)"')
        state = "book"
    elseif state == "book" then
        booking = body:match('"bookingId":"([^"]+)"')
        state = "pay"
    else
        journeys = journeys + 1
        times = times .. string.format("%.2f ", now() - begun)
        state = "lock"
    end
end

function done(summary)
    local journeys, refused, times = 0, 0, {}
    for _, thread in ipairs(threads) do
        journeys = journeys + thread:get("journeys")
        refused = refused + thread:get("refused")
        local refusal = thread:get("firstRefusal")
        if refusal ~= "" then print("refused: " .. refusal) end
        for time in thread:get("times"):gmatch("%S+") do table.insert(times, tonumber(time)) end
    end
    table.sort(times)
    local function share(part) return times[math.max(1, math.ceil(#times * part))] or 0 end
    print(string.format("%d journeys, %d refused: %.1f a second; ms p50 %.1f, p95 %.1f, p99 %.1f, max %.1f",
        journeys, refused, journeys / summary.duration * 1e6, share(0.5), share(0.95),
        share(0.99), share(1)))
end
