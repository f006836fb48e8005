using System.Net.Sockets;
using Amazon.DynamoDBv2;
using LlmGateway.Core.Answers;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Knowledge;
using LlmGateway.Core.Pipeline;
using LlmGateway.Core.Telemetry;
using LlmGateway.Core.Upstreams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LlmGateway.Tool.Serve;

/// <summary>The gateway as a server of its own: the same road as in Lambda, behind Kestrel.</summary>
internal sealed class GatewayServer : IAsyncDisposable
{
    /// <summary>How long running answers may go on once the server was told to stop.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(8);

    /// <summary>Between pings, which keep proxies from closing a silent connection.</summary>
    private static readonly TimeSpan SocketPause = TimeSpan.FromSeconds(25);

    /// <summary>A body that is too large for the gateway is read and refused; one that is larger than this ends the connection.</summary>
    private const long MostRead = 64 * 1024 * 1024;

    private readonly WebApplication _app;
    private readonly HttpMessageInvoker _http;
    private readonly AmazonDynamoDBClient? _table;

    private GatewayServer(WebApplication app, HttpMessageInvoker http, AmazonDynamoDBClient? table, Uri endpoint) =>
        (_app, _http, _table, Endpoint) = (app, http, table, endpoint);

    public Uri Endpoint { get; }

    /// <exception cref="ServeException">The port is taken, or the address is not this machine's.</exception>
    public static async Task<GatewayServer> StartAsync(ServeOptions options, ITelemetrySink telemetry, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        var http = Connections.Create();
        var aws = new AwsServices(http, options.Region, Environment.GetEnvironmentVariable, time);
        var table = options.Document.Cache is null && options.Document.Knowledge?.Any(source => source.Table is not null) is not true ? null : new AmazonDynamoDBClient(Amazon.RegionEndpoint.GetBySystemName(options.Region));
        var cache = options.Document.Cache is { } settings ? new AnswerCache(table!, settings, time) : null;
        var router = new UpstreamRouter(http, aws, time);
        var pipeline = GatewayPipeline.Create(options.Document, router.For, cache, telemetry, time, knowledge: new KnowledgeStores(table, aws, router).Open(options.Document.Knowledge));
        var app = Build(options);
        var endpoint = new GatewayEndpoint(pipeline, new Doorkeeper(options.Keys), options.Document.Cors, System.Net.IPAddress.IsLoopback(options.Host), app.Lifetime.ApplicationStopping);
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = SocketPause });
        app.Run(endpoint.HandleAsync);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception refused) when (refused is IOException or SocketException)
        {
            await app.DisposeAsync();
            throw new ServeException(refused.InnerException is AddressInUseException
                ? $"Port {options.Port} is in use; choose another with --port NUMBER, or --port 0 for any free one."
                : $"{options.Host} is no address of this machine; --host takes 127.0.0.1, 0.0.0.0 or one of its own.", refused);
        }
        var address = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
        return new GatewayServer(app, http, table, new Uri(address));
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(Farewell);
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
        _http.Dispose();
        _table?.Dispose();
    }

    private static WebApplication Build(ServeOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MostRead;
            // A model that thinks for a minute is no slow client.
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(options.Host, options.Port);
        });
        return builder.Build();
    }
}
