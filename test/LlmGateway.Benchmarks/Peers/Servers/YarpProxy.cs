using System.Net;
using Yarp.ReverseProxy.Configuration;

namespace LlmGateway.Benchmarks.Peers.Servers;

/// <summary>YARP with one route to one server, nothing logged and nothing changed: what a proxy on this platform costs at least.</summary>
internal static class YarpProxy
{
    public static async Task RunAsync(int port, string upstream)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        builder.Services.AddReverseProxy().LoadFromMemory(
            [new RouteConfig { RouteId = "all", ClusterId = "models", Match = new RouteMatch { Path = "{**all}" } }],
            [new ClusterConfig
            {
                ClusterId = "models",
                Destinations = new Dictionary<string, DestinationConfig> { ["one"] = new() { Address = upstream } },
            }]);
        var app = builder.Build();
        app.MapReverseProxy();
        await app.RunAsync();
    }
}
