import Relay

/// What makes a confidential setting wrong, in words that do not repeat it.
enum SettingsChecks {
    /// Marks the secrets that `dev` makes, so that `serve` knows them.
    static let devSecretPrefix = "flighthub-dev-"
    /// As many bytes as the hash of HS256 has (RFC 7518 3.2).
    static let shortestSecret = 32

    static func database(_ text: String) -> String? {
        let isURI = text.hasPrefix("postgres://") || text.hasPrefix("postgresql://")
        if isURI || text.contains("=") { return nil }
        return "expected postgresql://… or libpq's name=value form"
    }

    static func redis(_ text: String) -> String? {
        do throws(RedisEndpointError) {
            _ = try RedisEndpoint(url: text)
            return nil
        } catch {
            return error.message
        }
    }

    static func secret(_ text: String) -> String? {
        if text.hasPrefix(devSecretPrefix) {
            return "is the secret of a dev hub: make one with `openssl rand -base64 48`"
        }
        if text.utf8.count >= shortestSecret { return nil }
        return "has fewer than \(shortestSecret) bytes: make one with `openssl rand -base64 48`"
    }

    /// The origins of a list; nil when one of them is none (RFC 6454: scheme, host, port).
    static func origins(_ text: String) -> [String]? {
        let origins = text.split(separator: ",").map { $0.filter { $0 != " " } }
        let good = origins.allSatisfy { origin in
            guard let host = ["https://", "http://"].first(where: origin.hasPrefix) else {
                return false
            }
            let rest = origin.dropFirst(host.count)
            return !rest.isEmpty && !rest.contains { "/?#*".contains($0) }
        }
        return good ? origins : nil
    }
}
