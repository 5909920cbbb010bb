import Wire

/// A file as it is sent: bytes, tag and header fields, all made once.
struct File: Sendable {
    let bytes: [UInt8]
    let tag: EntityTag
    /// What a 304 carries.
    let validators: HTTPFields
    /// What a 200 carries.
    let fields: HTTPFields

    init(_ asset: Asset) {
        bytes = asset.bytes
        tag = EntityTag(of: asset.bytes)
        // The paths stay the same from build to build, so a browser has to ask each time; the tag
        // makes the answer a 304 of a few hundred bytes.
        validators = ["ETag": tag.text, "Cache-Control": "no-cache"]
        var fields = validators
        fields.append("Content-Type", Self.type(of: asset.name))
        for line in Self.protection.lines { fields.append(line.name, line.value) }
        self.fields = fields
    }

    /// Where a file is served; nil for what is for the program alone.
    static func path(of asset: Asset) -> String? {
        if asset.name == "web/index.html" { return "/" }
        if asset.name.hasPrefix("web/") { return "/assets/" + asset.name.dropFirst(4) }
        return nil
    }

    private static func type(of name: String) -> String {
        switch name.split(separator: ".").last {
        case "html": "text/html; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "svg": "image/svg+xml"
        case "woff2": "font/woff2"
        default: "application/octet-stream"
        }
    }

    /// What a browser may do with the page: run and load what comes from this host, and no more.
    private static let protection: HTTPFields = [
        "Content-Security-Policy": [
            "default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'",
            "img-src 'self' data:", "font-src 'self'", "base-uri 'none'", "form-action 'none'",
            "frame-ancestors 'none'",
        ].joined(separator: "; "),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    ]
}
