using LlmGateway.Handler.Authorization;
using LlmGateway.Handler.GitHub;
using LlmGateway.Handler.Groups;
using LlmGateway.Handler.Rest;
using LlmGateway.Handler.Runtime;
using LlmGateway.Handler.Seed;
using LlmGateway.Handler.Site;
using LlmGateway.Handler.Telemetry;
using LlmGateway.Handler.WebSocket;
using LlmGateway.Shared;

namespace LlmGateway.Handler.Hosting;

/// <summary>The roles that this executable can play: one line each.</summary>
internal static class Roles
{
    private static readonly IReadOnlyDictionary<string, Func<HandlerEnvironment, JsonLog, CancellationToken, Task<IInvocationHandler>>> All =
        new Dictionary<string, Func<HandlerEnvironment, JsonLog, CancellationToken, Task<IInvocationHandler>>>(StringComparer.Ordinal)
        {
            [HandlerContract.Roles.Rest] = RestRole.StartAsync,
            [HandlerContract.Roles.Seed] = SeedRole.StartAsync,
            [HandlerContract.Roles.WebSocket] = SocketRoles.StartConnectionsAsync,
            [HandlerContract.Roles.WebSocketWorker] = SocketRoles.StartWorkerAsync,
            [HandlerContract.Roles.WebSocketFailure] = SocketRoles.StartFailureAsync,
            [HandlerContract.Roles.Authorizer] = AuthorizerRole.StartAsync,
            [HandlerContract.Roles.PreToken] = PreTokenHandler.StartAsync,
            [HandlerContract.Roles.GitHubOidc] = GitHubRole.StartAsync,
            [HandlerContract.Roles.GitHubKeys] = KeyRotationHandler.StartAsync,
            [HandlerContract.Roles.Site] = SiteRole.StartAsync,
        };

    /// <exception cref="StartException">There is no such role, or it cannot start.</exception>
    public static Task<IInvocationHandler> StartAsync(HandlerEnvironment environment, JsonLog log, CancellationToken cancellationToken) =>
        environment.Role is { } role && All.TryGetValue(role, out var start)
            ? start(environment, log, cancellationToken)
            : throw new StartException("Runtime.UnknownRole",
                $"{HandlerContract.Variables.Role} (or _HANDLER) is '{environment.Role}', which is no role. Roles: {string.Join(", ", All.Keys)}.");
}
