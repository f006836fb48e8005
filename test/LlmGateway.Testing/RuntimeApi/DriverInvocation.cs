using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.Testing.RuntimeApi;

/// <summary>An event on its way through a handler, and what comes back.</summary>
public sealed class DriverInvocation
{
    private readonly TaskCompletionSource<DriverResponse> response = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<ReadOnlyMemory<byte>> pieces = Channel.CreateUnbounded<ReadOnlyMemory<byte>>();
    private readonly TaskCompletionSource taken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long invokedAt = Stopwatch.GetTimestamp();
    private IConnectionLifetimeFeature? connection;
    private HttpContext? streaming;

    internal DriverInvocation(string json, DateTimeOffset? deadline, string? traceId)
    {
        Event = json;
        Deadline = deadline;
        TraceId = traceId;
    }

    public string Id { get; } = Guid.NewGuid().ToString();

    public string Event { get; }

    public DateTimeOffset? Deadline { get; }

    public string? TraceId { get; }

    /// <summary>Ends when a handler took the event.</summary>
    public Task Taken => taken.Task;

    /// <summary>Ends with the whole response, or with the error in its place.</summary>
    public Task<DriverResponse> Response => response.Task;

    /// <summary>The response's bytes as they come in: metadata, delimiter, body.</summary>
    public IAsyncEnumerable<ReadOnlyMemory<byte>> Pieces => pieces.Reader.ReadAllAsync();

    /// <summary>The caller hangs up: the response's connection is reset, or, before the response began, the one that the event went out on.</summary>
    public void HangUp()
    {
        if (streaming is { } context) context.Abort();
        else connection?.Abort();
    }

    internal void TakenOn(IConnectionLifetimeFeature by)
    {
        connection = by;
        taken.TrySetResult();
    }

    internal void FailedBeforeStart(ReportedError error)
    {
        pieces.Writer.TryComplete();
        response.TrySetResult(new DriverResponse([], new Dictionary<string, string>()) { Error = error });
    }

    internal async Task ReadResponseAsync(HttpContext context)
    {
        streaming = context;
        var captured = new List<ResponsePiece>();
        // A copy: the server clears its own with the request's end.
        var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var broken = false;
        try
        {
            var buffer = new byte[64 * 1024];
            int read;
            while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
            {
                var piece = buffer.AsSpan(0, read).ToArray();
                captured.Add(new(Stopwatch.GetElapsedTime(invokedAt), piece));
                pieces.Writer.TryWrite(piece);
            }
        }
        catch (Exception end) when (end is IOException or OperationCanceledException)
        {
            broken = true;
        }
        pieces.Writer.TryComplete();
        response.TrySetResult(new DriverResponse(captured, headers)
        {
            IsBrokenOff = broken,
            Error = broken ? null : ReportedError.OfTrailers(context.Request),
        });
    }
}
