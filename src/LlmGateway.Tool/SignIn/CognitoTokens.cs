using System.Text;
using System.Text.Json.Nodes;

namespace LlmGateway.Tool.SignIn;

/// <summary>Tokens for a code, for a password, or for a refresh token.</summary>
internal sealed class CognitoTokens(PoolPlace place) : IDisposable
{
    private const string NewPassword = "NEW_PASSWORD_REQUIRED";

    private readonly HttpClient _http = new(new SocketsHttpHandler());

    public void Dispose() => _http.Dispose();

    /// <exception cref="SignInToolException">Cognito refuses.</exception>
    public async Task<JsonObject> RedeemAsync(string code, string verifier, string redirectUri, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsync($"{place.RequiredDomain}/oauth2/token", new FormUrlEncodedContent(
        [
            new("grant_type", "authorization_code"), new("client_id", place.RequiredClient), new("code", code), new("code_verifier", verifier), new("redirect_uri", redirectUri),
        ]), cancellationToken);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken)) as JsonObject ?? [];
        return response.IsSuccessStatusCode ? Keep(answer["access_token"]!, answer["refresh_token"], answer["expires_in"]!) : throw new SignInToolException($"Cognito gave no tokens: {answer["error"]}.");
    }

    /// <summary>By name and password; a temporary password is replaced by another one.</summary>
    /// <exception cref="SignInToolException">Cognito refuses.</exception>
    public async Task<JsonObject> SignInAsync(string name, CancellationToken cancellationToken)
    {
        var password = await PasswordInput.ReadAsync($"Password for {name}:", cancellationToken);
        var answer = await CallAsync("InitiateAuth", new JsonObject
        {
            ["AuthFlow"] = "USER_PASSWORD_AUTH", ["ClientId"] = place.RequiredClient, ["AuthParameters"] = new JsonObject { ["USERNAME"] = name, ["PASSWORD"] = password },
        }, cancellationToken);
        if (answer["ChallengeName"]?.ToString() == NewPassword)
        {
            answer = await CallAsync("RespondToAuthChallenge", new JsonObject
            {
                ["ChallengeName"] = NewPassword, ["ClientId"] = place.RequiredClient, ["Session"] = answer["Session"]?.DeepClone(),
                ["ChallengeResponses"] = new JsonObject { ["USERNAME"] = name, ["NEW_PASSWORD"] = await PasswordInput.ReadAsync("The password is temporary. New password:", cancellationToken) },
            }, cancellationToken);
        }
        return answer["AuthenticationResult"] is JsonObject result
            ? Keep(result["AccessToken"]!, result["RefreshToken"], result["ExpiresIn"]!)
            : throw new SignInToolException($"Cognito asks for {answer["ChallengeName"]}, which this tool can't answer: sign in by a browser.");
    }

    /// <exception cref="SignInToolException">The sign-in is over.</exception>
    public async Task<JsonObject> RenewAsync(string refreshToken, CancellationToken cancellationToken)
    {
        var answer = await CallAsync("InitiateAuth", new JsonObject
        {
            ["AuthFlow"] = "REFRESH_TOKEN_AUTH", ["ClientId"] = place.RequiredClient, ["AuthParameters"] = new JsonObject { ["REFRESH_TOKEN"] = refreshToken },
        }, cancellationToken);
        var result = answer["AuthenticationResult"]!;
        return Keep(result["AccessToken"]!, result["RefreshToken"] ?? refreshToken, result["ExpiresIn"]!);
    }

    private async Task<JsonObject> CallAsync(string operation, JsonObject body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, place.Service) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/x-amz-json-1.1") };
        request.Headers.TryAddWithoutValidation("x-amz-target", $"AWSCognitoIdentityProviderService.{operation}");
        using var response = await _http.SendAsync(request, cancellationToken);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken)) as JsonObject ?? [];
        return response.IsSuccessStatusCode ? answer : throw new SignInToolException($"Cognito refused: {answer["message"] ?? answer["__type"]}");
    }

    private static JsonObject Keep(JsonNode access, JsonNode? refresh, JsonNode expiresIn) => new()
    {
        ["access_token"] = access.DeepClone(), ["refresh_token"] = refresh?.DeepClone(), ["expires_at"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + expiresIn.GetValue<long>(),
    };
}
