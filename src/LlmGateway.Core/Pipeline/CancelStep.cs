using System.Text.Json;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols;
using LlmGateway.Core.Requests;

namespace LlmGateway.Core.Pipeline;

/// <summary>Has a request of the same caller stopped, wherever it runs.</summary>
internal sealed class CancelStep(RequestTable? requests, ResponseHeaders headers, TimeProvider time)
{
    private const string Before = "/v1/requests/";
    private const string After = "/cancel";

    /// <summary>A request looks for its cancel five times a second.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private const int Looks = 6;

    /// <returns>Null: the path names no request to cancel.</returns>
    public static string? RequestOf(string path) =>
        path.StartsWith(Before, StringComparison.Ordinal) && path.EndsWith(After, StringComparison.Ordinal) && path.Length > Before.Length + After.Length
            ? path[Before.Length..^After.Length] : null;

    public async Task RunAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        if (requests is null) throw new GatewayException(new GatewayError(ErrorKind.UnknownRoute, "This gateway keeps no list of requests, so none can be cancelled by its id."));
        var id = RequestOf(exchange.Request.Path)!;
        var key = new RequestKey(exchange.Request.Caller.Subject, id);
        if (!await requests.CancelAsync(key, cancellationToken) && !await IsHeardAsync(requests, key, cancellationToken))
            throw new GatewayException(new GatewayError(ErrorKind.UnknownRoute, $"You have no request '{id}' that runs; one that is on its way is stopped when it comes.", Field: "request_id"));
        using (var json = new Utf8JsonWriter(exchange.Output, JsonWriting.Options))
        {
            json.WriteStartObject();
            json.WriteString("request_id"u8, id);
            json.WriteString("status"u8, "cancelling"u8);
            json.WriteEndObject();
        }
        await headers.StartJsonAsync(exchange, cancellationToken);
        await exchange.Response.WriteAsync(exchange.Output.WrittenMemory, cancellationToken);
        exchange.CompletedWhole = true;
    }

    private async Task<bool> IsHeardAsync(RequestTable table, RequestKey key, CancellationToken cancellationToken)
    {
        for (var look = 0; look < Looks; look++)
        {
            await Task.Delay(Pause, time, cancellationToken);
            if (await table.FindAsync(key, cancellationToken) is { IsHeard: true }) return true;
        }
        return false;
    }
}
