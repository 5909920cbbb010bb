import Glibc

/// Where settings come from that no flag gives.
struct Environment {
    /// The value of a variable; nil when it is not set.
    let value: (_ name: String) -> String?

    /// The variables of this process.
    static var process: Environment {
        Environment { name in getenv(name).map { String(cString: $0) } }
    }
}
