using System.Net;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local;
using LlmGateway.Tool.Local.Aws;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LlmGateway.Tool.Tests.Aws;

/// <summary>The front door on a loopback port of its own.</summary>
internal sealed class LocalAws : IAsyncDisposable
{
    public const string Account = "123456789012";

    /// <summary>May do everything.</summary>
    public static readonly LocalPrincipal Developer = new("AKIADEVELOPER", "developer-secret", $"arn:aws:iam::{Account}:user/developer", null);

    private readonly WebApplication _app;

    private LocalAws(WebApplication app, AwsFrontDoor door, List<AwsDecision> decisions)
    {
        _app = app;
        Door = door;
        Decisions = decisions;
        Url = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
    }

    public AwsFrontDoor Door { get; }
    public IReadOnlyList<AwsDecision> Decisions { get; }
    public string Url { get; }

    /// <summary>A role's session with these statements as its only policy.</summary>
    public static LocalPrincipal Role(params string[] statements) => new(
        "ASIAROLE", "role-secret", $"arn:aws:sts::{Account}:assumed-role/handler/session",
        [(JsonObject)JsonNode.Parse($$"""{"Version":"2012-10-17","Statement":[{{string.Join(',', statements)}}]}""")!],
        "session-token");

    public static async Task<LocalAws> StartAsync(
        Func<AwsFrontDoorOptions, AwsFrontDoorOptions>? change = null, HttpProtocols protocol = HttpProtocols.Http1)
    {
        var decisions = new List<AwsDecision>();
        var options = new AwsFrontDoorOptions
        {
            Account = Account,
            Region = "us-east-1",
            Principals = [Developer],
            Script = Tool.Local.Bedrock.SimulatorScript.Unlimited,
            OnDecision = decision => { lock (decisions) decisions.Add(decision); },
        };
        var door = await AwsFrontDoor.StartAsync(change?.Invoke(options) ?? options);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocol));
        var app = builder.Build();
        app.Run(door.HandleAsync);
        await app.StartAsync();
        return new LocalAws(app, door, decisions);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        await Door.DisposeAsync();
    }
}
