using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LlmGateway.Tool.Local.Lambda;

/// <summary>All functions of the stack, and the server of their Runtime APIs: one loopback port for each process that may run.</summary>
internal sealed class LambdaService : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly Dictionary<int, FunctionPool> _pools = [];
    private readonly Dictionary<string, FunctionPool> _byArn = new(StringComparer.Ordinal);

    private LambdaService(WebApplication server) => _server = server;

    public IReadOnlyCollection<FunctionPool> Functions => _byArn.Values;

    /// <param name="functions">To run.</param>
    /// <param name="start">Starts a process of a function, given its Runtime API's port.</param>
    /// <param name="concurrency">Processes of each function at most.</param>
    /// <param name="trace">Told of what happens.</param>
    /// <param name="time">For deadlines.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<LambdaService> StartAsync(
        IReadOnlyList<LambdaFunction> functions, Func<LambdaFunction, int, HandlerProcess> start, int concurrency,
        ILocalTrace trace, TimeProvider time, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromHours(1);
            for (var i = 0; i < Math.Max(1, functions.Count * concurrency); i++) kestrel.Listen(IPAddress.Loopback, 0);
        });
        var service = new LambdaService(builder.Build());
        service._server.Run(service.HandleAsync);
        await service._server.StartAsync(cancellationToken);
        var ports = new Queue<int>(service._server.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Select(address => new Uri(address).Port));
        foreach (var function in functions)
        {
            var own = Enumerable.Range(0, Math.Min(concurrency, function.ReservedConcurrency is > 0 and var reserved ? reserved : concurrency)).Select(_ => ports.Dequeue()).ToList();
            var pool = new FunctionPool(function, port => start(function, port), own, trace, time);
            service._byArn.Add(function.Arn, pool);
            foreach (var port in own) service._pools.Add(port, pool);
        }
        return service;
    }

    private static readonly LocalGuard Guard = new(static _ => false);

    /// <summary>The function of an ARN, with or without a version; null when the stack has none.</summary>
    public FunctionPool? Find(string arn) => _byArn.GetValueOrDefault(arn) ?? _byArn.GetValueOrDefault(string.Join(':', arn.Split(':').Take(7)));

    public async ValueTask DisposeAsync()
    {
        foreach (var pool in _byArn.Values) await pool.DisposeAsync();
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await _server.StopAsync(now.Token);
        await _server.DisposeAsync();
    }

    private Task HandleAsync(HttpContext http)
    {
        // The handler's own process asks here, and no page.
        if (Guard.Refusal(http.Request.Host.Host, http.Request.Headers.Origin, "POST", isUpgrade: false) is not null)
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        }
        if (_pools.TryGetValue(http.Connection.LocalPort, out var pool) && pool.SlotOf(http.Connection.LocalPort) is { } slot)
            return slot.HandleAsync(http);
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
