/// Who may import whom: the table of the README, as data.
enum ImportGraph {
    /// What any target may import: the C library and the standard library's own modules.
    static let system: Set<String> = ["Glibc", "Synchronization"]

    /// The doors to C, which hold no Swift.
    static let doors: Set<String> = [
        "CAssets", "CCrypt", "CHiredis", "CLinux", "COpenSSL", "CPostgres", "CZlib",
    ]

    /// The modules that each target may import, beside those of the system.
    static let allowed: [String: Set<String>] = [
        "Text": [],
        "JSON": ["Text"],
        "Wire": ["Text", "COpenSSL", "CZlib"],
        "Events": ["JSON"],
        "Accounts": ["Events", "JSON"],
        "LiveProtocol": ["Text", "JSON", "Events"],
        "Hub": ["LiveProtocol", "Events", "Accounts"],
        "Booking": ["Events", "Accounts", "JSON"],
        "Net": ["CLinux", "COpenSSL"],
        "Delivery": ["Net", "Events"],
        "Gateway": ["Net", "Wire", "Hub", "LiveProtocol", "Accounts", "Events", "JSON"],
        "API": ["Wire", "Booking", "Accounts", "Events", "JSON"],
        "Credentials": [
            "Accounts", "CCrypt", "COpenSSL", "Events", "FoundationEssentials", "JWTKit",
        ],
        "Store": [
            "Net", "CPostgres", "CAssets", "Events", "Booking", "Accounts", "Hub", "JSON",
        ],
        "Relay": ["Net", "CHiredis", "Events", "JSON"],
        "Dashboard": ["CAssets", "Wire"],
        "LiveClient": ["Net", "Wire", "LiveProtocol", "Events", "JSON"],
        "LocalServices": ["CLinux"],
        "FlightHub": [
            "JSON", "Wire", "Events", "Accounts", "LiveProtocol", "Hub", "Booking", "Net",
            "Delivery", "Gateway", "API", "Credentials", "Store", "Relay", "Dashboard",
            "LiveClient", "LocalServices", "CLinux", "ArgumentParser", "Logging",
        ],
    ]
}
