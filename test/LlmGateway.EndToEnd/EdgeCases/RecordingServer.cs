using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace LlmGateway.EndToEnd.EdgeCases;

/// <summary>Keeps the bytes of each request, and answers with bytes that it was given. Under <c>/files</c> it has a PNG.</summary>
internal sealed class RecordingServer : IAsyncDisposable
{
    public static readonly byte[] Png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    private WebApplication _app = null!;

    public string Url { get; private set; } = null!;

    /// <summary>The bodies of chat completions, as they came.</summary>
    public ConcurrentQueue<string> Bodies { get; } = new();

    /// <summary>What is answered next.</summary>
    public (string ContentType, string Body) Answer { get; set; } = ("application/json", "{}");

    public static async Task<RecordingServer> StartAsync()
    {
        var server = new RecordingServer();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        server._app = builder.Build();
        server._app.MapPost("/v1/chat/completions", server.AnswerAsync);
        server._app.MapGet("/files/pixel.png", () => Results.Bytes(Png, "image/png; name=pixel"));
        server._app.MapGet("/files/page.html", () => Results.Text("<p>No picture.</p>", "text/html"));
        await server._app.StartAsync();
        server.Url = server._app.Urls.Single();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        Bodies.Enqueue(await reader.ReadToEndAsync(context.RequestAborted));
        context.Response.ContentType = Answer.ContentType;
        await context.Response.WriteAsync(Answer.Body, context.RequestAborted);
    }
}
