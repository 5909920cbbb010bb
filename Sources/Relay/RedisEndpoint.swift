/// Where a Redis server is and how to log in, as `REDIS_URL` says it, and what is ours there.
package struct RedisEndpoint: Sendable, Hashable, CustomStringConvertible {
    /// How the server is reached.
    package enum Address: Sendable, Hashable {
        case unix(path: String)
        case tcp(host: String, port: UInt16)
    }

    /// How the server is reached.
    package let address: Address
    /// The user to log in as; nil is the server's default user.
    package let user: String?
    /// The password to log in with; nil is no login.
    package let password: String?
    /// The number of the database.
    package let database: Int
    /// The names of what is kept there.
    package var keys = RelayKeys()

    /// An endpoint of these parts.
    package init(
        _ address: Address, user: String? = nil, password: String? = nil, database: Int = 0
    ) {
        self.address = address
        self.user = user
        self.password = password
        self.database = database
    }

    /// The endpoint without its credentials, fit for a log.
    package var description: String {
        let place =
            switch address {
            case .unix(let path): "unix:\(path)"
            case .tcp(let host, let port):
                host.contains(":") ? "redis://[\(host)]:\(port)" : "redis://\(host):\(port)"
            }
        return database == 0 ? place : "\(place) database \(database)"
    }
}

/// Why a string is no endpoint; `message` is one sentence for whoever set it.
package struct RedisEndpointError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is wrong, without the string itself, which may hold a password.
    package let message: String

    /// An error with this sentence.
    package init(_ message: String) { self.message = message }

    package var description: String { message }
}
