using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace LlmGateway.Tool.Local.Cognito;

/// <summary>User name and password, in Cognito's API and on its page.</summary>
internal sealed class PasswordSignIn(TokenIssuer issuer)
{
    private const string NewPassword = "NEW_PASSWORD_REQUIRED";

    private readonly ConcurrentDictionary<string, string> _sessions = new(StringComparer.Ordinal);

    public async Task<JsonObject> InitiateAsync((UserPool Pool, AppClient Client) at, JsonObject body, CancellationToken cancellationToken)
    {
        var flow = CognitoService.Text(body, "AuthFlow");
        var parameters = body["AuthParameters"] as JsonObject ?? [];
        if (flow is "REFRESH_TOKEN_AUTH" or "REFRESH_TOKEN")
        {
            return await issuer.RefreshAsync(at.Client, CognitoService.Text(parameters, "REFRESH_TOKEN"), cancellationToken) is { } renewed
                ? Result(renewed) : throw CognitoService.Error("NotAuthorizedException", "Invalid Refresh Token");
        }
        if (flow != "USER_PASSWORD_AUTH") throw CognitoService.Error("InvalidParameterException", $"The local run has no flow {flow}.");
        if (!at.Client.AuthFlows.Contains("ALLOW_USER_PASSWORD_AUTH")) throw CognitoService.Error("InvalidParameterException", "USER_PASSWORD_AUTH flow not enabled for this client");
        var user = Check(at.Pool, CognitoService.Text(parameters, "USERNAME"), CognitoService.Text(parameters, "PASSWORD"))
            ?? throw CognitoService.Error("NotAuthorizedException", "Incorrect username or password.");
        if (!user.MustChange) return Result(await issuer.IssueAsync(at.Pool, at.Client, user, TokenIssuer.AdminScope, "TokenGeneration_Authentication", cancellationToken: cancellationToken));
        var session = Guid.NewGuid().ToString("N");
        _sessions[session] = user.Name;
        return new JsonObject
        {
            ["ChallengeName"] = NewPassword, ["Session"] = session,
            ["ChallengeParameters"] = new JsonObject { ["USER_ID_FOR_SRP"] = user.Name, ["requiredAttributes"] = "[]", ["userAttributes"] = "{}" },
        };
    }

    public async Task<JsonObject> RespondAsync((UserPool Pool, AppClient Client) at, JsonObject body, CancellationToken cancellationToken)
    {
        var responses = body["ChallengeResponses"] as JsonObject ?? [];
        if (CognitoService.Text(body, "ChallengeName") != NewPassword || !_sessions.TryRemove(CognitoService.Text(body, "Session"), out var name) || at.Pool.Find(name) is not { } user)
            throw CognitoService.Error("NotAuthorizedException", "Invalid session for the user.");
        var password = CognitoService.Text(responses, "NEW_PASSWORD");
        CognitoService.CheckPassword(at.Pool, password);
        (user.Password, user.MustChange) = (password, false);
        return Result(await issuer.IssueAsync(at.Pool, at.Client, user, TokenIssuer.AdminScope, "TokenGeneration_NewPasswordChallenge", cancellationToken: cancellationToken));
    }

    /// <returns>Null: there is no such user, or the password is wrong; Cognito does not say which.</returns>
    public static PoolUser? Check(UserPool pool, string name, string password) => pool.Find(name) is { IsExternal: false, Password: { } right } user && right == password ? user : null;

    private static JsonObject Result(IssuedTokens tokens)
    {
        var result = new JsonObject { ["AccessToken"] = tokens.AccessToken, ["IdToken"] = tokens.IdToken, ["TokenType"] = "Bearer", ["ExpiresIn"] = tokens.ExpiresIn };
        if (tokens.RefreshToken is { } refresh) result["RefreshToken"] = refresh;
        return new JsonObject { ["AuthenticationResult"] = result, ["ChallengeParameters"] = new JsonObject() };
    }
}
