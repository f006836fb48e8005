using System.Net.Http.Headers;
using System.Text;
using LlmGateway.Shared;
using LlmGateway.Testing;
using LlmGateway.Tool.Serve;

namespace LlmGateway.Tool.Tests.Serve;

/// <summary>A served gateway before a model server of the test's.</summary>
internal sealed class ServedGateway : IAsyncDisposable
{
    public const string Key = "a-key-for-the-tests";

    private readonly GatewayServer _server;
    private readonly StringWriter _lines;
    private bool _disposed;

    private ServedGateway(GatewayServer server, FakeModelServer models, StringWriter lines)
    {
        (_server, Models, _lines) = (server, models, lines);
        Client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = server.Endpoint };
    }

    public FakeModelServer Models { get; }

    public HttpClient Client { get; }

    public Uri Endpoint => _server.Endpoint;

    /// <summary>What was logged; whole once the gateway has stopped.</summary>
    public string Log => _lines.ToString();

    public static async Task<ServedGateway> StartAsync(Func<GatewayDocument, GatewayDocument>? change = null, bool isPublic = false)
    {
        var models = await FakeModelServer.StartAsync();
        var document = new GatewayDocument
        {
            Name = "test",
            Models = [Model("quick"), Model("stall"), Model("org/model:1") with { Model = "quick" }],
        };
        var lines = new StringWriter();
        var server = await GatewayServer.StartAsync(
            new ServeOptions { Document = change?.Invoke(document) ?? document, Port = 0, Keys = isPublic ? [] : [GatewayKey.Of("team-a", Key, "KEY")] },
            new ConsoleTelemetry(TextWriter.Synchronized(lines), TextWriter.Synchronized(lines), TimeProvider.System), CancellationToken.None);
        return new ServedGateway(server, models, lines);

        ModelDocument Model(string alias) => new() { Alias = alias, Upstream = UpstreamKinds.OpenAi, Model = alias, Endpoint = models.Url.AbsoluteUri };
    }

    public Task<HttpResponseMessage> PostAsync(string body, string? key = Key, CancellationToken cancellationToken = default)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "v1/chat/completions") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    /// <summary>As Ctrl+C does.</summary>
    public Task StopAsync() => _server.DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        Client.Dispose();
        await _server.DisposeAsync();
        await Models.DisposeAsync();
    }
}
