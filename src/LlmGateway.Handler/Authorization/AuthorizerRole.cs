using LlmGateway.Core.Aws;
using LlmGateway.Core.Tokens;
using LlmGateway.Handler.Hosting;
using LlmGateway.Handler.Runtime;
using LlmGateway.Handler.Telemetry;
using LlmGateway.Shared;

namespace LlmGateway.Handler.Authorization;

/// <summary>Puts the role <c>authorizer</c> together.</summary>
internal static class AuthorizerRole
{
    /// <exception cref="StartException">The function's configuration is missing or wrong.</exception>
    public static Task<IInvocationHandler> StartAsync(HandlerEnvironment environment, JsonLog log, CancellationToken cancellationToken)
    {
        var document = environment.Document(HandlerContract.Variables.Authorizer, GatewayDocumentJson.Default.AuthorizerDocument);
        try
        {
            var tokens = new CognitoTokens(document, Connections.Create(), environment.Variable, TimeProvider.System);
            return Task.FromResult<IInvocationHandler>(new AuthorizerHandler(tokens, log));
        }
        catch (InvalidDataException mistake)
        {
            throw new StartException("Runtime.InvalidConfiguration", mistake.Message, mistake);
        }
    }
}
