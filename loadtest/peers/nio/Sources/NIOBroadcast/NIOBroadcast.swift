import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket

/// A WebSocket server that sends every text message of a client to all clients.
///
/// One event loop thread. It ends by a signal.
@main
enum NIOBroadcast {
    static func main() throws {
        guard let port = port(from: CommandLine.arguments) else {
            print("usage: NIOBroadcast [--port N]")
            return
        }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = group.next()
        let broadcast = NIOLoopBoundBox.makeBoxSendingValue(
            Broadcast(on: loop), eventLoop: loop)
        let channel = try server(on: loop, broadcast).bind(host: "127.0.0.1", port: port).wait()
        print("listening on \(channel.localAddress?.port ?? 0)")
        // Whoever started this may read a pipe, and waits for the line.
        fflush(nil)
        try channel.closeFuture.wait()
    }

    /// 0, which means any, without an argument; nil when the arguments make no sense.
    private static func port(from arguments: [String]) -> Int? {
        if arguments.count == 1 { return 0 }
        guard arguments.count == 3, arguments[1] == "--port" else { return nil }
        return UInt16(arguments[2]).map(Int.init)
    }

    private static func server(
        on loop: any EventLoop, _ broadcast: NIOLoopBoundBox<Broadcast>
    ) -> ServerBootstrap {
        ServerBootstrap(group: loop)
            .serverChannelOption(.backlog, value: 4_096)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            // Thousands of clients come at once: take many of them a turn.
            .serverChannelOption(.maxMessagesPerRead, value: 256)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(
                .writeBufferWaterMark, value: .init(low: 32 << 20, high: Broadcast.backlogLimit)
            )
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try configure(channel, broadcast)
                }
            }
    }

    private static func configure(
        _ channel: any Channel, _ broadcast: NIOLoopBoundBox<Broadcast>
    ) throws {
        let upgrader = NIOWebSocketServerUpgrader(
            maxFrameSize: 1 << 20,
            shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture([:]) },
            upgradePipelineHandler: { channel, _ in
                channel.eventLoop.makeCompletedFuture { try join(channel, broadcast) }
            })
        try channel.pipeline.syncOperations.configureHTTPServerPipeline(
            withServerUpgrade: (upgraders: [upgrader], completionHandler: { _ in }))
    }

    private static func join(
        _ channel: any Channel, _ broadcast: NIOLoopBoundBox<Broadcast>
    ) throws {
        let pipeline = channel.pipeline.syncOperations
        let member = Member(of: broadcast.value)
        try pipeline.addHandler(member, position: .first)
        try pipeline.addHandlers([
            NIOWebSocketFrameAggregator(
                minNonFinalFragmentSize: 0, maxAccumulatedFrameCount: 1_024,
                maxAccumulatedFrameSize: 1 << 20),
            MessageHandler(of: broadcast.value),
        ])
    }
}
