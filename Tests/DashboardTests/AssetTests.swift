import Dashboard
import Testing

@Suite struct AssetTests {
    @Test func `is found by its name`() throws {
        let page = try #require(Asset.named("web/index.html"))
        #expect(page.name == "web/index.html")
        #expect(Asset.named("web/nothing.html") == nil)
    }

    @Test func `has a name of its own`() {
        #expect(Set(Asset.all.map(\.name)).count == Asset.all.count)
    }
}
