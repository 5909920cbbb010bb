import Glibc

/// Where settings come from that no flag gives.
struct Environment {
    /// The value of a variable; nil when it is not set.
    let value: (_ name: String) -> String?
    /// The names of the variables that are set.
    var names: () -> [String] = { [] }

    /// The variables of this process.
    static var process: Environment {
        Environment(
            value: { name in getenv(name).map { String(cString: $0) } },
            names: {
                let entries = ProcFile.read("environ", atMost: 1 << 17)?.split(separator: 0) ?? []
                return entries.map {
                    String(decoding: $0.prefix { $0 != UInt8(ascii: "=") }, as: UTF8.self)
                }
            })
    }
}
