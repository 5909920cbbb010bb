import Testing

@testable import Gateway

@Suite struct KeptBodiesTests {
    private func key(_ tag: String) -> KeptBodies.Key {
        KeptBodies.Key(path: "/", query: "", tag: tag)
    }

    @Test func `what goes over the limit takes the place of all others`() {
        let kept = KeptBodies(limit: 1_000)
        kept[key("1")] = [UInt8](repeating: 1, count: 300)
        kept[key("2")] = [UInt8](repeating: 2, count: 300)
        #expect(kept[key("1")]?.count == 300)
        kept[key("3")] = [UInt8](repeating: 3, count: 300)
        #expect(kept[key("1")] == nil)
        #expect(kept[key("3")]?.count == 300)
        kept[key("4")] = [UInt8](repeating: 4, count: 1_000)
        #expect(kept[key("4")] == nil)
        #expect(kept[key("3")]?.count == 300)
    }
}
