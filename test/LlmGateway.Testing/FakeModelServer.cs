using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace LlmGateway.Testing;

/// <summary>An OpenAI-compatible server that does what the model's name says: <c>quick</c>, <c>stall</c> after a word, <c>length</c> ends early, <c>break</c> after a word.</summary>
public sealed class FakeModelServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> closed = new();
    private readonly CancellationTokenSource stop = new();
    private WebApplication? app;
    private readonly ConcurrentDictionary<string, SemaphoreSlim> arrived = new();

    public Uri Url { get; private set; } = null!;

    /// <summary>What requests to <c>meet</c> and <c>break</c> wait for, one each.</summary>
    public SemaphoreSlim Go { get; } = new(0);

    public static async Task<FakeModelServer> StartAsync()
    {
        var server = new FakeModelServer();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = server.app = builder.Build();
        app.MapPost("/v1/chat/completions", server.AnswerAsync);
        await app.StartAsync();
        server.Url = new Uri(app.Urls.Single() + "/v1");
        return server;
    }

    /// <summary>Ends when the gateway closed its request to <paramref name="model"/> before the answer's end.</summary>
    public Task ClosedAsync(string model) =>
        closed.GetOrAdd(model, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(TimeSpan.FromSeconds(60));

    /// <summary>Ends when one more request to <paramref name="model"/> has come in.</summary>
    public async Task ArrivedAsync(string model)
    {
        if (!await Arrivals(model).WaitAsync(TimeSpan.FromSeconds(60))) throw new TimeoutException($"No request to {model} came.");
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        if (app is not null) await app.DisposeAsync();
        stop.Dispose();
        Go.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = (await JsonNode.ParseAsync(context.Request.Body))!;
        var model = (string)request["model"]!;
        Arrivals(model).Release();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stop.Token);
        try
        {
            await AnswerAsync(context, model, (bool?)request["stream"] == true, ended.Token);
        }
        catch (OperationCanceledException)
        {
            closed.GetOrAdd(model, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        }
    }

    private SemaphoreSlim Arrivals(string model) => arrived.GetOrAdd(model, static _ => new SemaphoreSlim(0));

    private async Task AnswerAsync(HttpContext context, string model, bool stream, CancellationToken cancellationToken)
    {
        if (model == "meet") await Go.WaitAsync(cancellationToken);
        if (model == "silent") await Task.Delay(Timeout.Infinite, cancellationToken);
        if (!stream)
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("""
                {"id":"c1","object":"chat.completion","created":1,"model":"up","choices":[{"index":0,"message":{"role":"assistant","content":"Hello there"},"finish_reason":"stop"}],
                "usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11}}
                """, cancellationToken);
            return;
        }
        context.Response.ContentType = "text/event-stream";
        await EventAsync("""{"id":"c1","object":"chat.completion.chunk","created":1,"model":"up","choices":[{"index":0,"delta":{"role":"assistant","content":"Hello"},"finish_reason":null}]}""");
        if (model == "stall") await Task.Delay(Timeout.Infinite, cancellationToken);
        if (model == "break")
        {
            // A reset takes along what was not read yet.
            await Go.WaitAsync(cancellationToken);
            context.Abort();
            return;
        }
        await EventAsync("""{"id":"c1","object":"chat.completion.chunk","created":1,"model":"up","choices":[{"index":0,"delta":{"content":" there"},"finish_reason":"END"}]}""".Replace("END", model == "length" ? "length" : "stop", StringComparison.Ordinal));
        await EventAsync("""{"id":"c1","object":"chat.completion.chunk","created":1,"model":"up","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11}}""");
        await EventAsync("[DONE]");

        async Task EventAsync(string data)
        {
            await context.Response.WriteAsync($"data: {data}\n\n", cancellationToken);
            await context.Response.Body.FlushAsync(cancellationToken);
        }
    }
}
