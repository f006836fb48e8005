using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LlmGateway.Tool.Local.CloudFormation;

/// <summary>Where a custom resource tells CloudFormation how it went: on AWS an object in S3, here a loopback URL that knows nothing else.</summary>
internal sealed class ReplyUrl : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly TaskCompletionSource<JsonObject> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Nobody else on the machine knows it.
    private readonly string _path = $"/reply/{Guid.NewGuid():N}";

    private ReplyUrl(WebApplication server) => _server = server;

    public Uri Url { get; private set; } = null!;

    /// <summary>What the resource said.</summary>
    public Task<JsonObject> Reply => _reply.Task;

    public static async Task<ReplyUrl> OpenAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var url = new ReplyUrl(builder.Build());
        url._server.Run(url.TakeAsync);
        await url._server.StartAsync(cancellationToken);
        url.Url = new Uri(new Uri(url._server.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single()), url._path);
        return url;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        try
        {
            if (http.Request.Path == _path && HttpMethods.IsPut(http.Request.Method) && await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted) is JsonObject reply)
            {
                _reply.TrySetResult(reply);
                return;
            }
        }
        catch (JsonException)
        {
            // Told below: it is no reply.
        }
        http.Response.StatusCode = StatusCodes.Status400BadRequest;
    }
}
