/// What scripts in Redis know of a watermark, in Lua.
enum WatermarkScript {
    /// `generation(text)`: the generation of a watermark; 0 of what is none of ours, which anybody may
    /// replace.
    static let generation = """
        local function generation(text)
            local digits = string.match(text, '^(%d+)%.[%l%d]+ %d+ %d+$')
            return digits and #digits < 10 and tonumber(digits) or 0
        end
        """
}
