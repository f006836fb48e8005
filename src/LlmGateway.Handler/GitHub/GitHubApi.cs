using System.Net;
using System.Text.Json;
using LlmGateway.Shared;

namespace LlmGateway.Handler.GitHub;

/// <summary>Asks GitHub who signed in, and whether the allow-list holds them.</summary>
/// <remarks>https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps</remarks>
internal sealed class GitHubApi(HttpMessageInvoker http, GitHubDocument document)
{
    /// <summary>What the OAuth app asks people for: no more than the allow-list needs.</summary>
    public string Scope => document.Organizations is null && document.Teams is null ? "read:user user:email" : "read:user user:email read:org";

    /// <exception cref="SignInException">The user is not allowed, or GitHub refuses.</exception>
    public async Task<GitHubUser> FindAsync(string code, string clientSecret, CancellationToken cancellationToken)
    {
        var token = await ExchangeAsync(code, clientSecret, cancellationToken);
        using var user = await GetAsync("/user", token, cancellationToken) ?? throw Broken("the user");
        var login = user.RootElement.GetProperty("login"u8).GetString()!;
        var id = user.RootElement.GetProperty("id"u8).GetInt64().ToString(System.Globalization.CultureInfo.InvariantCulture);
        var name = user.RootElement.TryGetProperty("name"u8, out var given) && given.GetString() is { Length: > 0 } full ? full : login;
        var groups = await GroupsAsync(login, token, cancellationToken);
        var named = document.Users?.Contains(login, StringComparer.OrdinalIgnoreCase) ?? false;
        if (document.Anybody != true && !named && groups.Count == 0) throw new SignInException(SignInException.AccessDenied, $"The GitHub user {login} is not among those who may sign in here.");
        return new GitHubUser(id, login, name, await EmailAsync(login, token, cancellationToken), groups);
    }

    private async Task<string> ExchangeAsync(string code, string clientSecret, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{document.GitHubUrl}/login/oauth/access_token")
        {
            Content = new FormUrlEncodedContent([new("client_id", document.ClientId), new("client_secret", clientSecret), new("code", code)]),
        };
        request.Headers.TryAddWithoutValidation("accept", "application/json");
        using var answer = await SendAsync(request, cancellationToken) ?? throw Broken("the token");
        // GitHub says 200 to a code that it does not take.
        return answer.RootElement.TryGetProperty("access_token"u8, out var token) && token.GetString() is { Length: > 0 } text
            ? text : throw new SignInException(SignInException.AccessDenied, "GitHub did not take the code of this sign-in; begin again.");
    }

    private async Task<List<string>> GroupsAsync(string login, string token, CancellationToken cancellationToken)
    {
        List<string> groups = [];
        foreach (var organization in document.Organizations ?? [])
            if (await IsMemberAsync($"/user/memberships/orgs/{Uri.EscapeDataString(organization)}", token, cancellationToken)) groups.Add(organization);
        foreach (var team in document.Teams ?? [])
        {
            var (organization, slug) = (team.Split('/')[0], team.Split('/')[1]);
            var path = $"/orgs/{Uri.EscapeDataString(organization)}/teams/{Uri.EscapeDataString(slug)}/memberships/{Uri.EscapeDataString(login)}";
            if (await IsMemberAsync(path, token, cancellationToken)) groups.Add(team);
        }
        return groups;
    }

    // An invitation that was not accepted is "pending".
    private async Task<bool> IsMemberAsync(string path, string token, CancellationToken cancellationToken)
    {
        using var membership = await GetAsync(path, token, cancellationToken);
        return membership?.RootElement.GetProperty("state"u8).GetString() == "active";
    }

    private async Task<string> EmailAsync(string login, string token, CancellationToken cancellationToken)
    {
        using var emails = await GetAsync("/user/emails", token, cancellationToken) ?? throw Broken("the e-mail addresses");
        foreach (var email in emails.RootElement.EnumerateArray())
            if (email.GetProperty("primary"u8).GetBoolean() && email.GetProperty("verified"u8).GetBoolean()) return email.GetProperty("email"u8).GetString()!;
        throw new SignInException(SignInException.AccessDenied, $"The primary e-mail address of the GitHub user {login} is not verified; verify it at GitHub, and sign in again.");
    }

    private Task<JsonDocument?> GetAsync(string path, string token, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, document.ApiUrl + path);
        request.Headers.TryAddWithoutValidation("accept", "application/vnd.github+json");
        request.Headers.TryAddWithoutValidation("authorization", $"Bearer {token}");
        return SendAsync(request, cancellationToken);
    }

    /// <returns>Null: there is no such thing, or it is not for this user to see.</returns>
    private async Task<JsonDocument?> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // GitHub answers nobody who does not say what he is.
        request.Headers.TryAddWithoutValidation("user-agent", "LlmGateway.Constructs");
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden) return null;
            if (!response.IsSuccessStatusCode) throw Broken($"a request ({(int)response.StatusCode})");
            return await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken);
        }
        catch (Exception broken) when (broken is HttpRequestException or JsonException)
        {
            throw Broken("a request");
        }
    }

    private static SignInException Broken(string what) => new(SignInException.ServerError, $"GitHub did not answer {what}; try again.");
}
