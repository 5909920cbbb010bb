import LiveClient
import Testing

@testable import loadtest

@Suite struct MisdeedTests {
    private let all = Misdeed.all(following: "agency:1") + [.keyUpdates]

    @Test func `each kind has a name of its own, which no other measure has`() {
        let names = all.map(\.name)
        #expect(Set(names).count == names.count)
        let others = ["delivery", "slowDelivery", "connect", "standing", "resume", "alone"]
        #expect(Set(names).isDisjoint(with: others))
    }

    @Test func `each kind is counted by a series of the hub`() {
        for misdeed in all {
            #expect(!misdeed.series.isEmpty, "\(misdeed.name)")
            #expect(misdeed.series.allSatisfy { $0.hasPrefix("flighthub_") })
        }
    }

    @Test func `a run is as long as its phases with their margins`() throws {
        let plan = BadCrowd.Plan(
            misdeeds: all, peers: 10, seconds: 2,
            url: try #require(ServerURL(parsing: "http://127.0.0.1:1")), tokens: ["t"])
        #expect(plan.totalSeconds == (2 + 2 * BadCrowd.Plan.margin) * Double(all.count + 1))
        #expect(plan.connectionLimit == 50)
    }
}
