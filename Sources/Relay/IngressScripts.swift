/// What Redis does with the ingress in one go, in Lua.
///
/// A full Redis refuses whatever adds to it, and with it a whole MULTI; a script it lets go on once
/// that has written something. So each of these first does what is never refused.
enum IngressScripts {
    /// Makes the consumer group ARGV[1] of the stream KEYS[1]; answers BUSYGROUP when there is one.
    static let group = """
        redis.call('XACK', KEYS[1], ARGV[1], '0-1')
        return redis.pcall('XGROUP', 'CREATE', KEYS[1], ARGV[1], '0', 'MKSTREAM')
        """

    /// Gives consumer ARGV[2] of group ARGV[1] at most ARGV[4] entries of the stream KEYS[1], for the
    /// history of the watermark ARGV[8].
    ///
    /// None if KEYS[2] is of a higher generation: then the answer is what that holds. A lower one is
    /// replaced, also while Redis is full, so that whoever still writes to an older history sees it.
    ///
    /// Pending ones come first, from ARGV[3] on, unless that is empty; then new ones. The entry that
    /// brings their bytes to ARGV[5] is the last. Of a message of more than ARGV[6] bytes come the
    /// first ARGV[7].
    ///
    /// Answers where the claiming goes on (empty: nowhere), the id behind which entries would be new
    /// (empty: there may be more), the length of the stream, and of each entry its id, its message
    /// and the message's bytes.
    static let batch = """
        local function refusal(reply, command)
            if type(reply) == 'table' and reply.err then
                return {err = reply.err .. ' (' .. command .. ')'}
            end
        end
        \(WatermarkScript.generation)
        local held = redis.call('GET', KEYS[2]) or ''
        if generation(held) > generation(ARGV[8]) then return held end
        if generation(held) < generation(ARGV[8]) then
            redis.call('DEL', KEYS[2])
            redis.call('SET', KEYS[2], ARGV[8])
        end
        local cursor, last, bytes, entries = ARGV[3], '', 0, {}
        local function add(id, fields)
            local message, size = false, 0
            for i = 1, #fields, 2 do
                bytes = bytes + #fields[i] + #fields[i + 1]
                if fields[i] == 'message' and not message then
                    message, size = fields[i + 1], #fields[i + 1]
                end
            end
            if size > tonumber(ARGV[6]) then message = string.sub(message, 1, tonumber(ARGV[7])) end
            entries[#entries + 1] = {id, message, size}
        end
        for _ = 1, tonumber(ARGV[4]) do
            if bytes >= tonumber(ARGV[5]) then break end
            if cursor ~= '' then
                local reply = redis.pcall('XAUTOCLAIM', KEYS[1], ARGV[1], ARGV[2], '0', cursor,
                    'COUNT', '1')
                local refused = refusal(reply, 'XAUTOCLAIM')
                if refused then return refused end
                cursor = reply[1] == '0-0' and '' or reply[1]
                -- Before Redis 7, an entry that was deleted meanwhile comes as a null.
                if reply[2][1] then add(reply[2][1][1], reply[2][1][2]) end
            else
                local reply = redis.pcall('XREADGROUP', 'GROUP', ARGV[1], ARGV[2], 'COUNT', '1',
                    'STREAMS', KEYS[1], '>')
                local refused = refusal(reply, 'XREADGROUP')
                if refused then return refused end
                if not reply then
                    for _, group in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
                        if group[2] == ARGV[1] then last = group[8] end
                    end
                    break
                end
                add(reply[1][2][1][1], reply[1][2][1][2])
            end
        end
        return {cursor, last, redis.call('XLEN', KEYS[1]), entries}
        """

    /// Removes the entries ARGV[2] and following, for the group ARGV[1].
    ///
    /// Acknowledged last: an entry that is acknowledged and stays would stay for ever.
    static let removal = """
        redis.call('XDEL', KEYS[1], unpack(ARGV, 2))
        redis.call('XACK', KEYS[1], ARGV[1], unpack(ARGV, 2))
        """

    /// Moves the entry ARGV[2] of group ARGV[1] to the stream KEYS[2], which keeps ARGV[3] entries, with
    /// the fields ARGV[4] and following.
    static let rejection = """
        redis.call('XTRIM', KEYS[2], 'MAXLEN', '~', ARGV[3])
        redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[3], '*', 'entry', ARGV[2], unpack(ARGV, 4))
        redis.call('XDEL', KEYS[1], ARGV[2])
        redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
        """
}
