using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace LlmGateway.Testing.RuntimeApi;

/// <summary>The Lambda Runtime API on a free loopback port: hands events to a real handler process, and keeps what comes back, piece by piece.</summary>
public sealed class RuntimeApiServer : IAsyncDisposable
{
    private readonly Channel<DriverInvocation> waiting = Channel.CreateUnbounded<DriverInvocation>();
    private readonly ConcurrentDictionary<string, DriverInvocation> running = new();
    private readonly TaskCompletionSource firstPoll = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<ReportedError> initError = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource closing = new();
    private WebApplication? app;
    private int polls;

    private RuntimeApiServer()
    {
    }

    /// <summary>What goes into <c>AWS_LAMBDA_RUNTIME_API</c>.</summary>
    public string Endpoint { get; private set; } = "";

    /// <summary>Ends when a handler asks for work for the first time: its start is over.</summary>
    public Task FirstPoll => firstPoll.Task;

    /// <summary>Ends when a handler says that it cannot start.</summary>
    public Task<ReportedError> InitError => initError.Task;

    /// <summary>How many polls have come.</summary>
    public int Polls => Volatile.Read(ref polls);

    public static async Task<RuntimeApiServer> StartAsync()
    {
        var server = new RuntimeApiServer();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            // A handler keeps its connection while it works: that may be minutes.
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(20);
        });
        var app = server.app = builder.Build();
        app.MapGet("/2018-06-01/runtime/invocation/next", server.NextAsync);
        app.MapPost("/2018-06-01/runtime/invocation/{id}/response", server.ResponseAsync);
        app.MapPost("/2018-06-01/runtime/invocation/{id}/error", server.ErrorAsync);
        app.MapPost("/2018-06-01/runtime/init/error", server.InitErrorAsync);
        await app.StartAsync();
        server.Endpoint = new Uri(app.Urls.Single()).Authority;
        return server;
    }

    /// <summary>Gives the next free handler an event.</summary>
    public DriverInvocation Invoke(JsonNode json, DateTimeOffset? deadline = null, string? traceId = null)
    {
        var invocation = new DriverInvocation(json.ToJsonString(), deadline, traceId);
        running[invocation.Id] = invocation;
        waiting.Writer.TryWrite(invocation);
        return invocation;
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        if (app is not null) await app.DisposeAsync();
        closing.Dispose();
    }

    private async Task NextAsync(HttpContext context)
    {
        Interlocked.Increment(ref polls);
        firstPoll.TrySetResult();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, closing.Token);
        DriverInvocation invocation;
        try
        {
            invocation = await waiting.Reader.ReadAsync(ended.Token);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
            return;
        }
        invocation.TakenOn(context.Features.Get<IConnectionLifetimeFeature>()!);
        var headers = context.Response.Headers;
        headers["Lambda-Runtime-Aws-Request-Id"] = invocation.Id;
        headers["Lambda-Runtime-Invoked-Function-Arn"] = "arn:aws:lambda:eu-west-1:123456789012:function:gateway";
        if (invocation.Deadline is { } deadline)
            headers["Lambda-Runtime-Deadline-Ms"] = deadline.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        if (invocation.TraceId is { } trace) headers["Lambda-Runtime-Trace-Id"] = trace;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(invocation.Event, CancellationToken.None);
    }

    private async Task ResponseAsync(HttpContext context, string id)
    {
        if (!running.TryGetValue(id, out var invocation))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }
        await invocation.ReadResponseAsync(context);
        running.TryRemove(id, out _);
        if (context.RequestAborted.IsCancellationRequested) return;
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        await context.Response.WriteAsync("""{"status":"OK"}""", CancellationToken.None);
    }

    private async Task ErrorAsync(HttpContext context, string id)
    {
        var error = await ReportedError.ReadAsync(context.Request);
        if (running.TryRemove(id, out var invocation)) invocation.FailedBeforeStart(error);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    private async Task InitErrorAsync(HttpContext context)
    {
        initError.TrySetResult(await ReportedError.ReadAsync(context.Request));
        context.Response.StatusCode = StatusCodes.Status202Accepted;
    }
}
