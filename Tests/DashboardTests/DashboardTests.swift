import Dashboard
import Testing
import Wire

@Suite struct DashboardTests {
    let dashboard = Dashboard()

    func answer(
        _ path: String, _ method: HTTPMethod = .get, fields: HTTPFields = [:]
    ) throws -> HTTPResponse {
        try #require(
            dashboard.response(to: HTTPRequest(method: method, path: path, fields: fields)))
    }

    @Test func `serves the page at the root`() throws {
        let page = try answer("/")
        #expect(page.status == 200)
        #expect(page.fields["Content-Type"] == "text/html; charset=utf-8")
        #expect(String(decoding: page.body, as: UTF8.self).hasPrefix("<!doctype html>"))
    }

    @Test func `gives every path a type, a tag and a cache rule`() throws {
        for path in dashboard.paths {
            let file = try answer(path)
            #expect(file.status == 200, "\(path)")
            #expect(!file.body.isEmpty, "\(path)")
            #expect(file.fields["Content-Type"] != "application/octet-stream", "\(path)")
            #expect(file.fields["Cache-Control"] == "no-cache", "\(path)")
            #expect(file.fields["ETag"]?.hasPrefix("\"") == true, "\(path)")
        }
    }

    @Test func `gives different files different tags`() throws {
        let tags = try dashboard.paths.map { try answer($0).fields["ETag"] }
        #expect(Set(tags).count == dashboard.paths.count)
    }

    @Test func `leaves other paths to others`() {
        for path in ["/api/v1/flights", "/assets/", "/assets/nothing.js", "/index.html", ""] {
            #expect(dashboard.response(to: HTTPRequest(method: .get, path: path)) == nil)
        }
    }

    @Test func `serves the page's files and nothing else`() {
        let web = Asset.all.map(\.name).filter { $0.hasPrefix("web/") }
        #expect(web.count < Asset.all.count)
        #expect(dashboard.paths.count == web.count)
    }

    @Test func `serves every file that the page asks for`() throws {
        let page = String(decoding: try answer("/").body, as: UTF8.self)
        let asked = page.split(separator: "\"").filter { $0.hasPrefix("/assets/") }
        #expect(asked.count > 5)
        for path in asked { #expect(try answer(String(path)).status == 200, "\(path)") }
    }

    @Test func `serves every module that a module imports`() throws {
        for path in dashboard.paths where path.hasSuffix(".js") {
            let source = String(decoding: try answer(path).body, as: UTF8.self)
            for line in source.split(separator: "\n") where line.hasPrefix("import ") {
                let name = try #require(line.split(separator: "\"").last)
                let module = "/assets/" + name.dropFirst(2)
                #expect(try answer(String(module)).status == 200, "\(path): \(name)")
            }
        }
    }

    @Test func `answers HEAD as GET`() throws {
        #expect(try answer("/", .head) == answer("/"))
    }

    @Test(arguments: [HTTPMethod.post, .put, .patch, .delete, .options])
    func `refuses other methods`(method: HTTPMethod) throws {
        let refusal = try answer("/", method)
        #expect(refusal.status == 405)
        #expect(refusal.fields["Allow"] == "GET, HEAD")
    }

    @Test func `answers 304 when the client holds the bytes`() throws {
        let tag = try #require(try answer("/").fields["ETag"])
        for held in [tag, "W/\(tag)", "\"old\", \(tag)", "\"old\" ,\t\(tag) ", "*"] {
            let unchanged = try answer("/", fields: ["If-None-Match": held])
            #expect(unchanged.status == 304, "\(held)")
            #expect(unchanged.body.isEmpty)
            #expect(unchanged.fields["ETag"] == tag)
            #expect(unchanged.fields["Cache-Control"] == "no-cache")
        }
        for held in ["\"old\"", "", String(tag.dropLast()), tag + "x"] {
            #expect(try answer("/", fields: ["If-None-Match": held]).status == 200, "\(held)")
        }
    }

    @Test func `lets the page run only what comes from its own host`() throws {
        let fields = try answer("/").fields
        let policy = try #require(fields["Content-Security-Policy"])
        let rules = policy.split(separator: ";").map { $0.drop { $0 == " " } }
        #expect(rules.contains("default-src 'none'"))
        #expect(rules.contains("script-src 'self'"))
        #expect(rules.contains("frame-ancestors 'none'"))
        #expect(!policy.contains("unsafe"))
        #expect(fields["X-Content-Type-Options"] == "nosniff")
        #expect(fields["X-Frame-Options"] == "DENY")
        #expect(fields["Referrer-Policy"] == "no-referrer")
    }
}
