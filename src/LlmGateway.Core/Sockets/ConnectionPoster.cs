using System.Net;
using LlmGateway.Core.Aws;

namespace LlmGateway.Core.Sockets;

/// <summary>
/// Sends to WebSocket connections: <c>POST @connections/{id}</c>,
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html.
/// </summary>
/// <param name="http">Signs for <c>execute-api</c>.</param>
/// <param name="stage">Of the API.</param>
/// <param name="time">For pauses between tries.</param>
internal sealed class ConnectionPoster(AwsHttp http, string stage, TimeProvider time) : IConnectionPoster
{
    private const int Tries = 5;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);

    public async Task<bool> PostAsync(string connectionId, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        for (var attempt = 1; ; attempt++)
        {
            if (await TryAsync(connectionId, message, cancellationToken) is { } taken) return taken;
            if (attempt == Tries) return false;
            await Task.Delay(pause + pause * Random.Shared.NextDouble(), time, cancellationToken);
            pause *= 2;
        }
    }

    /// <returns>Null: trying again may help.</returns>
    private async Task<bool?> TryAsync(string connectionId, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.PostAsync($"/{stage}/@connections/{Uri.EscapeDataString(connectionId)}", message, "application/json", target: null, cancellationToken);
            return response.StatusCode switch
            {
                HttpStatusCode.OK => true,
                HttpStatusCode.Gone => false,
                HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError => null,
                _ => throw await AwsServiceException.ReadAsync(response, await response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken),
            };
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}

/// <summary>The way to a connection.</summary>
internal interface IConnectionPoster
{
    /// <returns>False: the connection is gone, or can't be reached.</returns>
    /// <exception cref="AwsServiceException">API Gateway refused for a reason that trying again does not mend.</exception>
    Task<bool> PostAsync(string connectionId, ReadOnlyMemory<byte> message, CancellationToken cancellationToken);
}
