namespace LlmGateway.Tool.SignIn;

/// <summary>The access token of the last login, renewed when it must be.</summary>
internal static class SavedToken
{
    /// <exception cref="SignInToolException">Nobody is signed in.</exception>
    public static async Task<string> GetAsync(PoolPlace place, CancellationToken cancellationToken) => (await ReadAsync(place, cancellationToken)).Token;

    /// <exception cref="SignInToolException">Nobody is signed in.</exception>
    public static async Task<(string Token, long ExpiresAt)> ReadAsync(PoolPlace place, CancellationToken cancellationToken)
    {
        var file = TokenFile.Of(place.Pool);
        var tokens = file.Read() ?? throw new SignInToolException("Nobody is signed in: run llm-gateway login.");
        if (tokens["expires_at"]?.GetValue<long>() <= TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 60)
        {
            using var http = new CognitoTokens(place);
            tokens = await http.RenewAsync(tokens["refresh_token"]?.ToString() ?? throw new SignInToolException("The sign-in is over: run llm-gateway login."), cancellationToken);
            file.Write(tokens);
        }
        return (tokens["access_token"]!.ToString(), tokens["expires_at"]?.GetValue<long>() ?? 0);
    }
}
