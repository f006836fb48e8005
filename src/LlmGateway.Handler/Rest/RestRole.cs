using LlmGateway.Handler.Hosting;
using LlmGateway.Handler.Runtime;
using LlmGateway.Handler.Telemetry;

namespace LlmGateway.Handler.Rest;

/// <summary>Puts the role <c>rest</c> together.</summary>
internal static class RestRole
{
    /// <exception cref="StartException">The function's configuration is missing or wrong.</exception>
    public static async Task<IInvocationHandler> StartAsync(HandlerEnvironment environment, JsonLog log, CancellationToken cancellationToken)
    {
        var gateway = await GatewayParts.LoadAsync(environment, log, cancellationToken);
        return new RestHandler(gateway.Pipeline.RunAsync, environment.LogContent ? log : null);
    }
}
