using System.Text.Json.Nodes;
using LlmGateway.Tool.Local;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.EndToEnd.SignIn;

/// <summary>As much of GitHub as a sign-in needs.</summary>
internal sealed class GitHubStandIn : IAsyncDisposable
{
    public const string ClientSecret = "gh-secret";

    private LocalServer _site = null!;

    public string Url => _site.Endpoint.GetLeftPart(UriPartial.Authority);

    /// <summary>Who is signed in at GitHub.</summary>
    public string Login { get; set; } = "octocat";

    public bool EmailVerified { get; set; } = true;

    /// <summary>Organizations and teams of the user, by path; the value is the membership's state.</summary>
    public Dictionary<string, string> Memberships { get; } = new(StringComparer.Ordinal);

    /// <summary>What the app asked people for.</summary>
    public string? Scope { get; private set; }

    public static async Task<GitHubStandIn> StartAsync()
    {
        var github = new GitHubStandIn();
        github._site = await LocalServer.StartAsync(0, github.AnswerAsync, CancellationToken.None);
        return github;
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        if (path == "/login/oauth/authorize")
        {
            Scope = http.Request.Query["scope"];
            http.Response.Redirect($"{http.Request.Query["redirect_uri"]}?code=gh-code&state={Uri.EscapeDataString(http.Request.Query["state"].ToString())}");
            return;
        }
        if (path == "/login/oauth/access_token")
        {
            var form = await http.Request.ReadFormAsync();
            await WriteAsync(http, form["code"] == "gh-code" && form["client_secret"] == ClientSecret ? new JsonObject { ["access_token"] = "gh-token" } : new JsonObject { ["error"] = "bad_verification_code" });
            return;
        }
        if (http.Request.Headers.Authorization != "Bearer gh-token" || http.Request.Headers.UserAgent.Count == 0) http.Response.StatusCode = 401;
        else if (path == "/api/v3/user") await WriteAsync(http, new JsonObject { ["login"] = Login, ["id"] = 583231, ["name"] = null });
        else if (path == "/api/v3/user/emails") await WriteAsync(http, new JsonArray(new JsonObject { ["email"] = $"{Login}@example.com", ["primary"] = true, ["verified"] = EmailVerified }));
        else if (Memberships.TryGetValue(path["/api/v3".Length..], out var state)) await WriteAsync(http, new JsonObject { ["state"] = state });
        else http.Response.StatusCode = 404;
    }

    private static Task WriteAsync(HttpContext http, JsonNode body)
    {
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(body.ToJsonString());
    }
}
