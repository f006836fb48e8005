using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LlmGateway.Tool.Local.ApiGateway.WebSocket;

/// <summary>The opening of a WebSocket (RFC 6455, 4.2), by hand: the framework's own keeps the frames' sizes to itself.</summary>
internal static class SocketHandshake
{
    private const string Magic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    public static bool IsAskedFor(HttpContext http) =>
        http.Features.Get<IHttpUpgradeFeature>()?.IsUpgradableRequest == true
        && string.Equals(http.Request.Headers.Upgrade.ToString(), "websocket", StringComparison.OrdinalIgnoreCase)
        && http.Request.Headers.SecWebSocketKey.ToString().Length > 0;

    public static async Task<(System.Net.WebSockets.WebSocket Socket, FrameGuard Guard)> AcceptAsync(HttpContext http, string? subprotocol)
    {
        var key = http.Request.Headers.SecWebSocketKey.ToString();
#pragma warning disable CA5350 // The protocol's own: a proof of understanding, and no secret.
        http.Response.Headers.SecWebSocketAccept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + Magic)));
#pragma warning restore CA5350
        http.Response.Headers.Connection = "Upgrade";
        http.Response.Headers.Upgrade = "websocket";
        if (subprotocol is not null) http.Response.Headers.SecWebSocketProtocol = subprotocol;
        var guard = new FrameGuard(await http.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync());
        // API Gateway sends no pings of its own.
        var socket = System.Net.WebSockets.WebSocket.CreateFromStream(guard, new WebSocketCreationOptions { IsServer = true, SubProtocol = subprotocol, KeepAliveInterval = TimeSpan.Zero });
        return (socket, guard);
    }
}
