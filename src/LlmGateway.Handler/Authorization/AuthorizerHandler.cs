using LlmGateway.Core.Tokens;
using LlmGateway.Handler.Runtime;
using LlmGateway.Handler.Telemetry;

namespace LlmGateway.Handler.Authorization;

/// <summary>The role <c>authorizer</c>: tells API Gateway who calls, or that nobody comes in.</summary>
internal sealed class AuthorizerHandler(CognitoTokens tokens, JsonLog log) : IInvocationHandler
{
    /// <summary>The very word at which API Gateway answers 401.</summary>
    private static readonly RuntimeError Unauthorized = new("Handler.Unauthorized", "Unauthorized");

    private static readonly RuntimeError NoKeys = new("Handler.NoKeys", "The keys of the user pool can't be had, so nobody can be let in.");

    public async Task HandleAsync(Invocation invocation, InvocationResponse response, CancellationToken cancellationToken)
    {
        var asked = AuthorizerEvent.Read(invocation.Event);
        TokenBearer bearer;
        try
        {
            bearer = await tokens.VerifyAsync(asked.Token ?? throw new TokenException("there is none"), cancellationToken);
        }
        catch (TokenException refused)
        {
            log.Write(LogLevel.Information, $"a token was refused: {refused.Message}", invocation);
            throw new InvocationRefusedException(Unauthorized);
        }
        catch (HttpRequestException unreachable)
        {
            log.Write(LogLevel.Error, NoKeys.Message, invocation, unreachable);
            throw new InvocationRefusedException(NoKeys);
        }
        await response.SendAsync(AuthorizerReply.Of(bearer, asked.MethodArn), cancellationToken);
    }
}
