extension HTTPRequest {
    /// The caller's own name for the request, of `X-Request-Id`; nil when it is not sane.
    ///
    /// Sane are 8 to 64 of `[A-Za-z0-9._-]`: nothing that could break a log line.
    package var offeredID: String? {
        guard let offered = fields["X-Request-Id"], (8...64).contains(offered.utf8.count),
            offered.utf8.allSatisfy(Self.isSane)
        else { return nil }
        return offered
    }

    private static func isSane(_ byte: UInt8) -> Bool {
        HTTPSyntax.isAlphanumeric(byte) || [0x2E, 0x5F, 0x2D].contains(byte)
    }
}
