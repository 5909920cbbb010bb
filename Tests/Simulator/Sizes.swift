import Events
import Hub
import LiveClient

/// How large the world is, and how small its bounds: small enough that each is met in a minute.
package struct Sizes: Sendable {
    /// Nodes of the hub.
    package var nodes = 3
    /// Loops of each node.
    package var loops = 2
    /// Clients that stay connected, or try to.
    package var clients = 50
    /// Clients that name their topics when they come, and keep one position for all.
    package var followers = 6
    /// Committed events a second.
    package var eventsPerSecond = 20.0
    /// How long things go wrong.
    package var trouble: Duration = .seconds(40)
    /// How long the world then has to come to rest.
    package var rest: Duration = .seconds(20)
    /// The mean time between two faults.
    package var faultInterval: Duration = .milliseconds(700)

    /// The sizes that the guarantee is proven with.
    package init() {}

    /// A world that is quick to run, for bugs that need no crowd.
    package static var small: Sizes {
        var sizes = Sizes()
        sizes.clients = 12
        sizes.followers = 2
        sizes.trouble = .seconds(20)
        return sizes
    }
}

extension Sizes {
    var hub: Hub.Configuration {
        var hub = Hub.Configuration()
        hub.backlogLimit = 24 << 10
        hub.conflationLimit = 6 << 10
        hub.conflationPatience = .seconds(6)
        hub.answerLimit = 48 << 10
        hub.flushSize = 3 << 10
        hub.windowEntries = 120
        hub.pageLimit = 12
        hub.readLimit = 40
        hub.positionsPerRead = 4
        hub.historyReadsAtOnce = 2
        hub.snapshotReadsAtOnce = 3
        hub.markInterval = .seconds(4)
        hub.readRetry = .milliseconds(300)
        hub.heartbeatSeconds = 3
        hub.drainRate = 20
        hub.reconnectSpreadMilliseconds = 500
        return hub
    }

    /// What may wait for a loop: two seconds' worth, taken in a few turns.
    var feedLimits: FeedLimits {
        FeedLimits(
            entries: 40, bytes: 24 << 10, bytesPerTurn: 6 << 10, ephemeralEvents: 1,
            ephemeralBytes: 1)
    }

    /// How long it may wait before the loop is out of date.
    var feedPatience: Duration { .seconds(1) }

    var logReader: LogReader.Configuration {
        var reader = LogReader.Configuration()
        reader.pageLimit = 40
        reader.holeLimit = 150
        reader.olderEpochLimit = .seconds(4)
        return reader
    }

    var sequencer: Sequencer.Configuration {
        var sequencer = Sequencer.Configuration()
        sequencer.stepLimit = 30
        sequencer.publishLimit = 25
        sequencer.window = 100
        return sequencer
    }

    var client: ClientMachine.Configuration {
        var client = ClientMachine.Configuration()
        client.backoffBase = .milliseconds(200)
        client.backoffLimit = .seconds(3)
        client.stableAfter = .seconds(3)
        client.firstSilence = .seconds(4)
        return client
    }

    /// Entries that a Redis stream keeps.
    var logWindow: Int { 100 }
    /// Bytes that a socket takes before it is full.
    var socketWindow: Int { 6 << 10 }
}
