/// What one run does.
struct RunPlan: Sendable {
    var scenario: String
    /// The target's URL.
    var url: String
    var serverPID: Int32?
    /// A token that may read the history of all topics that are followed.
    var auditToken: String?
    /// Launched one after another, each when all connections of the one before stand.
    var fleets: [FleetPlan] = []
    /// Seconds that the connections are held after the last one stands, besides the load.
    var hold: Double = 0
    /// Seconds that the load is planned to take.
    var loadSeconds: Double = 0
    /// Seconds that the last events may take to arrive.
    var grace: Double = 15
    var processes = 1
    /// Whether a run in which the hub closed no slow reader has shown nothing.
    var expectsSlowCloses = false
    /// Whether the report says what a connection costs: in others too little comes and goes.
    var measuresMemory = false
    /// Whether the server's memory and descriptors are compared over time.
    var watchesGrowth = false
    /// Descriptors that the load itself needs beside the clients'.
    var otherDescriptors = 0
    /// What the report says of the options.
    var settings: [RunReport.Setting] = []

    /// Events that must reach clients, where they have no place in the order; nil where the history
    /// says it.
    var expectedFrames: Int?

    /// A plan without clients yet.
    init(_ scenario: String, on target: HubTarget) {
        self.scenario = scenario
        url = target.address
        serverPID = target.serverPID
    }

    /// A plan for a server that is no hub.
    init(_ scenario: String, on address: String, serverPID: Int32?) {
        self.scenario = scenario
        url = address
        self.serverPID = serverPID
    }

    /// Seconds that connecting is planned to take.
    var connectSeconds: Double {
        fleets.reduce(0) { $0 + Double($1.clients) / $1.connectRate }
    }

    var clients: Int { fleets.reduce(0) { $0 + $1.clients } }
}
