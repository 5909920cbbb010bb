package import Wire

/// The page in the browser, and the contracts: files of the program, served under fixed paths.
package struct Dashboard: Sendable {
    private let files: [String: File]

    /// The page with every file of the program that has a path.
    package init() {
        files = Dictionary(
            Asset.all.compactMap { asset in File.path(of: asset).map { ($0, File(asset)) } },
            uniquingKeysWith: { first, _ in first })
    }

    /// Every path that is answered.
    package var paths: [String] { files.keys.sorted() }

    /// The answer to `request`; nil when the path is none of the page's, so that others may answer.
    ///
    /// Another method than GET and HEAD is answered with 405.
    package func response(to request: HTTPRequest) -> HTTPResponse? {
        guard let file = files[request.path] else { return nil }
        guard request.method == .get || request.method == .head else {
            return HTTPResponse(status: 405, fields: ["Allow": "GET, HEAD"])
        }
        let held = request.fields.values(of: "If-None-Match")
        if held.contains(where: file.tag.isNamed(inIfNoneMatch:)) {
            return HTTPResponse(status: 304, fields: file.validators)
        }
        return HTTPResponse(status: 200, fields: file.fields, body: file.bytes)
    }
}
