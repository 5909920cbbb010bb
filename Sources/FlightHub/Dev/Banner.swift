/// What `dev` prints once it is ready: where to look, and what to try.
enum Banner {
    static func lines(port: UInt16, state: String) -> [String] {
        let site = "localhost:\(port)"
        return [
            "",
            "FlightHub is ready. Ctrl-C stops it and keeps its data in \(state).",
            "",
            "  Page       http://\(site)/",
            "  Log in as  admin@, owner@, agent@, travel@ or customer@flighthub.test",
            "  Password   \(DemoAccounts.password)",
            "",
            "  Try REST:",
            "    curl -s 'http://\(site)/api/v1/flights?limit=3'",
            "  Try the WebSocket, in the browser's console on the page:",
            "    ws = new WebSocket(\"ws://\(site)/api/v1/ws\", \"flighthub.v1\");"
                + " ws.onmessage = m => console.log(m.data);"
                + " ws.onopen = () => ws.send('{\"op\":\"subscribe\",\"id\":\"1\","
                + "\"topics\":[\"airport:LHR\"]}')",
            "",
        ]
    }
}
