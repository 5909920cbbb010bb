import API
import Wire

extension Benchmark {
    static let http = [
        Benchmark("http request parse") {
            let request = Array(
                """
                GET /api/v1/flights/3f1c9a52-7d0e-4b8a-9c11-5e2f6a7b8c9d/seat-map?cabin=economy HTTP/1.1\r
                Host: hub.example.org\r
                User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r
                Accept: application/json\r
                Accept-Language: en-US,en;q=0.5\r
                Accept-Encoding: gzip, deflate, br, zstd\r
                Authorization: Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.c2lnbmF0dXJl\r
                Connection: keep-alive\r
                \r\n
                """.utf8)
            var parser = HTTPRequestParser()
            return {
                var position = 0
                let event = try? parser.next(request.span, at: &position)
                precondition(event != nil, "a whole request")
                keep(event)
            }
        },
        Benchmark("route") {
            let tree = RouteTree(RouteTable.routes(.init()))
            let path = "/api/v1/flights/3f1c9a52-7d0e-4b8a-9c11-5e2f6a7b8c9d/seat-map"
            return {
                let found = tree.find(path)
                precondition(found?.routes.count == 1, "one route has this path")
                keep(found)
            }
        },
    ]
}
