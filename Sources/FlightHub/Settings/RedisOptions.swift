import ArgumentParser
import Relay

/// Which Redis a command talks to, and what there is the hub's; each stands before its variable.
struct RedisOptions: ParsableArguments {
    @Option(help: "Redis to use, as redis://… or unix:/… (REDIS_URL).")
    var redisURL: String?

    @Option(
        help: "What all names in it begin with, for hubs that share one (REDIS_PREFIX).")
    var redisPrefix: String?

    /// The address; nil when none is named or it is wrong, which the reader has noted then.
    func url(_ reader: inout SettingsReader, required: Bool) -> Confidential? {
        reader.confidential("REDIS_URL", redisURL, required: required, SettingsChecks.redis)
    }

    /// The names of what the hub keeps there.
    func keys(_ reader: inout SettingsReader) -> RelayKeys {
        reader.value(
            "REDIS_PREFIX", redisPrefix, expected: RelayKeys.prefixRule
        ) { RelayKeys(prefix: $0) } ?? RelayKeys()
    }
}

extension RedisEndpoint {
    /// The server that `REDIS_URL` names, with these names in it.
    init(_ url: Confidential, _ keys: RelayKeys) throws(CommandFailure) {
        do throws(RedisEndpointError) {
            try self.init(url: url.value)
        } catch {
            throw CommandFailure(.configuration, "REDIS_URL: \(error)")
        }
        self.keys = keys
    }
}
