// swift-tools-version: 6.3
import PackageDescription

/// Every target is built the same way: Swift 6 mode, and no warning is left standing.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .treatAllWarnings(as: .error),
]

/// In debug builds the simulator may ask for rules of the hub done wrong, which it then has to find.
///
/// A release build has none of it.
let mistakes = settings + [.define("PLANTED_MISTAKES", .when(configuration: .debug))]

/// A night of the simulator is a million stories: a release build leaves it to the debug build, and
/// its tests, to look at each access of a class's property.
let world =
    mistakes + [
        .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))
    ]

/// Targets that hold raw memory say where: `unsafe` marks every such expression.
let edge = settings + [.strictMemorySafety()]

let package = Package(
    name: "flighthub",
    products: [
        .executable(name: "flighthub", targets: ["FlightHub"]),
        .executable(name: "loadtest", targets: ["loadtest"]),
    ],
    dependencies: [
        .package(
            url: "https://github.com/apple/swift-argument-parser", .upToNextMinor(from: "1.8.2")),
        .package(
            url: "https://github.com/HdrHistogram/hdrhistogram-swift", .upToNextMinor(from: "0.2.0")
        ),
        .package(url: "https://github.com/apple/swift-log", .upToNextMinor(from: "1.16.2")),
        .package(url: "https://github.com/vapor/jwt-kit", .upToNextMinor(from: "5.7.1")),
    ],
    targets: [
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl"),
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq"),
        .systemLibrary(name: "CHiredis"),
        .systemLibrary(name: "CCrypt"),
        .systemLibrary(name: "CZlib"),
        .target(name: "CLinux"),
        .target(name: "CAssets", exclude: ["web", "data"]),

        .target(name: "Text", swiftSettings: settings),
        .target(name: "JSON", dependencies: ["Text"], swiftSettings: settings),
        .target(name: "Wire", dependencies: ["Text", "COpenSSL", "CZlib"], swiftSettings: edge),
        .target(name: "Events", dependencies: ["JSON"], swiftSettings: settings),
        .target(name: "Accounts", dependencies: ["Events", "JSON"], swiftSettings: settings),
        .target(
            name: "Credentials",
            dependencies: [
                "Accounts", "Events", "CCrypt", "COpenSSL",
                .product(name: "JWTKit", package: "jwt-kit"),
            ],
            swiftSettings: edge),
        .target(
            name: "LiveProtocol", dependencies: ["Text", "JSON", "Events"], swiftSettings: settings),
        .target(
            name: "Hub", dependencies: ["LiveProtocol", "Events", "Accounts"],
            swiftSettings: mistakes),
        .target(
            name: "Booking", dependencies: ["Events", "Accounts", "JSON"],
            swiftSettings: settings),

        .target(name: "Net", dependencies: ["CLinux", "COpenSSL"], swiftSettings: edge),
        .target(name: "Delivery", dependencies: ["Net", "Events"], swiftSettings: settings),
        .target(
            name: "Gateway",
            dependencies: ["Net", "Wire", "Hub", "LiveProtocol", "Accounts", "Events", "JSON"],
            swiftSettings: settings),
        .target(
            name: "API", dependencies: ["Wire", "Booking", "Accounts", "Events", "JSON"],
            swiftSettings: settings),
        .target(
            name: "Store",
            dependencies: [
                "Net", "CPostgres", "CAssets", "Events", "Booking", "Accounts", "Hub", "JSON",
            ],
            exclude: ["Migrations"], swiftSettings: edge),
        .target(
            name: "Relay", dependencies: ["Net", "CHiredis", "Events", "JSON"],
            swiftSettings: edge),
        .target(name: "Dashboard", dependencies: ["CAssets", "Wire"], swiftSettings: edge),
        .target(
            name: "LiveClient",
            dependencies: ["Net", "Wire", "LiveProtocol", "Events", "JSON"],
            swiftSettings: settings),
        .target(name: "LocalServices", dependencies: ["CLinux"], swiftSettings: settings),
        .executableTarget(
            name: "FlightHub",
            dependencies: [
                "CLinux", "CAssets", "JSON", "Wire", "Events", "Accounts", "Credentials",
                "LiveProtocol", "Hub", "Booking", "Net", "Delivery", "Gateway", "API", "Store",
                "Relay", "Dashboard", "LiveClient", "LocalServices",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings,
            // Keeps what a crowd leaves behind from holding whole pages. Debug builds do without it:
            // sanitizers bring an allocator of their own.
            linkerSettings: [.linkedLibrary("jemalloc", .when(configuration: .release))]),

        .executableTarget(
            name: "loadtest",
            dependencies: [
                "LiveClient", "LiveProtocol", "Net", "Wire", "Events", "JSON", "Accounts",
                "Credentials", "Relay", "LocalServices",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Histogram", package: "hdrhistogram-swift"),
            ],
            path: "loadtest",
            exclude: [
                "README.md", "RESULTS.md", "cluster", "peers", "start-time", "thresholds.json",
                "unheard-events",
            ],
            swiftSettings: settings),

        .testTarget(
            name: "LoadTestTests",
            dependencies: [
                "loadtest", "Events", "JSON", "Net", "Wire", "LiveClient", "LiveProtocol",
                "Accounts", "Credentials",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Histogram", package: "hdrhistogram-swift"),
            ],
            swiftSettings: settings),
        .target(
            name: "Conversations", dependencies: ["LiveClient", "Net", "Wire", "Events", "JSON"],
            path: "Tests/Conversations", swiftSettings: settings),
        .target(
            name: "Certificates", dependencies: ["LocalServices", "Net"],
            path: "Tests/Certificates", swiftSettings: settings),
        .testTarget(
            name: "ConversationTests",
            dependencies: ["Conversations", "LiveClient", "Net", "Events", "JSON"],
            swiftSettings: settings),
        .testTarget(name: "TextTests", dependencies: ["Text"], swiftSettings: settings),
        .testTarget(name: "JSONTests", dependencies: ["JSON"], swiftSettings: settings),
        .target(
            name: "GoldenTables", dependencies: ["Wire"], path: "Tests/GoldenTables",
            swiftSettings: settings),
        .testTarget(
            name: "WireTests", dependencies: ["Wire", "GoldenTables", "CZlib"],
            swiftSettings: settings),
        .testTarget(
            name: "EventsTests", dependencies: ["Events", "JSON"], swiftSettings: settings),
        .testTarget(
            name: "AccountsTests", dependencies: ["Accounts", "Events", "JSON"],
            swiftSettings: settings),
        .testTarget(
            name: "CredentialsTests", dependencies: ["Credentials", "Accounts", "Events"],
            swiftSettings: settings),
        .testTarget(
            name: "LiveProtocolTests", dependencies: ["LiveProtocol", "Events", "JSON"],
            swiftSettings: settings),
        .testTarget(
            name: "HubTests", dependencies: ["Hub", "LiveProtocol", "Events", "Accounts", "JSON"],
            swiftSettings: settings),
        .target(
            name: "Simulator",
            dependencies: ["Accounts", "Events", "Hub", "JSON", "LiveClient", "LiveProtocol"],
            path: "Tests/Simulator", swiftSettings: world),
        .executableTarget(
            name: "simulate", dependencies: ["Simulator"], path: "Tests/Simulate",
            swiftSettings: settings,
            // A world makes and frees 120,000 things a virtual minute: a twentieth less to execute.
            linkerSettings: [.linkedLibrary("jemalloc", .when(configuration: .release))]),
        .testTarget(
            name: "SimulatorTests", dependencies: ["Simulator"], swiftSettings: settings),
        .testTarget(
            name: "BookingTests",
            dependencies: ["Booking", "Events", "Accounts", "Dashboard", "JSON"],
            swiftSettings: settings),
        .testTarget(
            name: "NetTests", dependencies: ["Net", "Certificates", "COpenSSL"],
            swiftSettings: settings),
        .testTarget(
            name: "DeliveryTests", dependencies: ["Delivery", "Events", "Net"],
            swiftSettings: settings),
        .testTarget(
            name: "GatewayTests",
            dependencies: [
                "Gateway", "GoldenTables", "Net", "Wire", "Hub", "LiveProtocol", "Accounts",
                "Events", "Certificates", "JSON",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "APITests",
            dependencies: ["API", "Wire", "Booking", "Accounts", "Events", "JSON"],
            swiftSettings: settings),
        .testTarget(
            name: "StoreTests",
            dependencies: [
                "Store", "LocalServices", "Net", "Events", "Booking", "Accounts", "Dashboard",
                "Hub", "JSON",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "RelayTests", dependencies: ["Relay", "LocalServices", "Net", "Events", "JSON"],
            swiftSettings: settings),
        .testTarget(
            name: "DashboardTests", dependencies: ["Dashboard", "Wire"], swiftSettings: settings),
        .testTarget(
            name: "LiveClientTests",
            dependencies: [
                "LiveClient", "Net", "Wire", "LiveProtocol", "Events", "JSON", "Certificates",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "FlightHubTests",
            dependencies: [
                "FlightHub", "API", "Accounts", "CLinux", "Certificates", "Conversations",
                "Delivery", "Gateway", "Hub", "Credentials", "Events", "JSON",
                "LiveClient", "LocalServices", "Net", "Relay", "Store", "Wire", "loadtest",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .testTarget(name: "ArchitectureTests", swiftSettings: settings),
        .testTarget(
            name: "LocalServicesTests", dependencies: ["LocalServices"], swiftSettings: settings),
    ],
    cLanguageStandard: .gnu2x
)

// Only `make fuzz` and `make bench` ask for these: what nobody else runs, nobody else builds.
switch Context.environment["FLIGHTHUB_TOOL"] {
case "fuzz":
    package.targets.append(
        .executableTarget(
            name: "fuzz", dependencies: ["Wire", "Events", "JSON", "LiveProtocol"],
            path: "Tests/Fuzzing", swiftSettings: settings))
case "bench":
    package.targets.append(
        .executableTarget(
            name: "bench",
            dependencies: ["API", "Events", "Hub", "LiveProtocol", "Relay", "Wire"],
            path: "Tests/Benchmarks", exclude: ["baseline.json"], swiftSettings: settings))
default: break
}
